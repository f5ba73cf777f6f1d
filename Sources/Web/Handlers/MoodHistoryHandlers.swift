import Emotions
import Foundation
import HTTPTypes
import Hummingbird
import Recommendations
import Storage

/// The caller's moods over time, nobody else's; there are some only if they asked for it.
struct MoodHistoryHandlers: Sendable {
  let store: Store
  let viewers: Viewers
  let catalogue: LiveCatalogue
  /// Of times without an offset, and of a summary that names none.
  let timeZone: TimeZone

  /// Entries in one answer; of more the newest.
  private static let most = 10_000

  private struct Body: Encodable {
    let moods: [MoodEntry]
    /// Whether there are older ones in the span.
    let more: Bool
  }

  func list(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    let span = try call.span(in: timeZone)
    await viewers.storeMoods(of: account)
    let moods = try await store.moods.list(of: account, from: span.from, to: span.to, most: Self.most + 1)
    return try .json(Body(moods: Array(moods.suffix(Self.most)), more: moods.count > Self.most))
  }

  func table(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    let span = try call.span(in: timeZone)
    await viewers.storeMoods(of: account)
    let moods = try await store.moods.list(of: account, from: span.from, to: span.to)
    let table = ExportTable(
      name: "moods", columns: ["id", "from", "to", "label", "valence", "arousal", "confidence", "source"],
      rows: moods.map { mood in
        [
          .text(mood.id), .time(mood.start), .time(mood.end), mood.label.map { .text($0.rawValue) } ?? .null,
          .number(mood.place.valence), .number(mood.place.arousal), .number(mood.confidence),
          .text(mood.source.rawValue),
        ]
      })
    let headers: HTTPFields = [
      .contentType: "text/csv; charset=utf-8",
      .contentDisposition: #"attachment; filename="mien-moods.csv""#,
    ]
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: table.commaSeparated)))
  }

  private struct Given: Decodable {
    let label: Emotion?
    let place: Affect

    private enum CodingKeys: String, CodingKey {
      case label, valence, arousal
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      let text = try fields.decodeIfPresent(String.self, forKey: .label)
      guard let text else {
        label = nil
        place = try GivenPlace(from: decoder).place
        return
      }
      guard !fields.contains(.valence), !fields.contains(.arousal) else {
        throw WebError.wrongValue("give a label, or valence and arousal, not both")
      }
      guard let emotion = Emotion(rawValue: text) else {
        throw WebError.wrongValue(RequestError.emotion(text).description)
      }
      label = emotion
      place = emotion.affect
    }
  }

  func add(_ call: Call) async throws -> Response {
    let given = try call.decode(Given.self)
    let entry = try await store.moods.add(
      given.label, place: given.place, for: try call.signedIn().account, at: call.now)
    return try .json(entry, status: .created)
  }

  func deleteOne(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    // What is shown just now must not come back under the same id.
    await viewers.storeMoods(of: account)
    await viewers.beginMoodsAnew(of: account)
    try await store.moods.delete(try call.parameter("id"), of: account)
    return Response(status: .noContent)
  }

  func deleteSpan(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    let span = try call.span(in: timeZone)
    await viewers.storeMoods(of: account)
    await viewers.beginMoodsAnew(of: account)
    try await store.moods.delete(of: account, from: span.from, to: span.to, at: call.now)
    return Response(status: .noContent)
  }

  private struct Summary: Encodable {
    struct Helped: Encodable {
      let itemID: String
      let title: String
      let kind: ItemKind
      let before: Affect
      let after: Affect

      enum CodingKeys: String, CodingKey {
        case title, kind, before, after
        case itemID = "item_id"
      }
    }
    let hours: [MoodSummary.Hour]
    let labels: [MoodSummary.Share]
    let helped: [Helped]
  }

  /// What was begun within the span counts as helping, though its end may lie beyond.
  func summary(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    let zone = try call.timeZone("timezone", otherwise: timeZone)
    let span = try call.span(in: zone)
    await viewers.storeMoods(of: account)
    // Around the span lie the moods before and after what was used within it.
    let around = MoodEffect.window + MoodEffect.longestPause
    let moods = try await store.moods.list(
      of: account, from: span.from?.addingTimeInterval(-around), to: span.to?.addingTimeInterval(around))
    let interactions = try await store.interactions.all(of: account)
    let snapshot = try await catalogue.current()
    let (from, to) = (span.from ?? .distantPast, span.to ?? .distantFuture)
    let now = call.now
    let body = try await onItsOwnThread {
      let sum = MoodSummary(moods, from: from, to: to, in: zone, now: now)
      let effects = MoodEffect.effects(
        of: interactions, entries: moods, minutes: { snapshot.item($0)?.minutes }, now: now)
      let helped = effects.filter { $0.start >= from && $0.start < to }.prefix(100).compactMap { effect in
        snapshot.item(effect.itemID).map {
          Summary.Helped(
            itemID: $0.id, title: $0.title, kind: $0.kind, before: effect.before, after: effect.after)
        }
      }
      return Summary(hours: sum.hours, labels: sum.labels, helped: helped)
    }
    return try .json(body)
  }
}
