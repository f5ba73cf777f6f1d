import Emotions
import Foundation
import Hummingbird
import Recommendations
import Storage

/// Lists for a mood, a time and a viewer.
struct RecommendationHandlers: Sendable {
  let catalogue: LiveCatalogue
  let interactions: InteractionStore
  let corrections: CorrectionStore
  let timeZone: TimeZone

  func recommend(_ call: Call) async throws -> Response {
    let request = try RecommendationRequest(
      emotion: call.query("emotion"), confidence: call.query("confidence"),
      probabilities: call.query("probabilities"), at: call.query("at"), timeZone: call.query("time_zone"),
      kinds: call.query("kinds"), limit: call.query("limit"), defaultLimit: 12, goal: call.query("goal"),
      minutes: call.query("minutes"), clock: call.query("clock"), quietHours: call.query("quiet_hours"),
      now: call.now, localZone: timeZone)
    let account = try call.signedIn().account
    let known = try await interactions.all(of: account)
    let corrected = try await corrections.all(of: account)
    let ranker = try await catalogue.current().ranker.with(corrections: corrected)
    let list = RecommendationList(request, from: ranker, interactions: known)
    return try .json(Body(list, verdicts: verdicts(known), corrections: corrected))
  }

  private struct Body: Encodable {
    let at: String
    let summary: String
    let goal: Goal
    let evidence: [Evidence]
    let items: [Entry]

    init(
      _ list: RecommendationList, verdicts: [String: InteractionKind], corrections: [String: Affect]
    ) {
      at = list.at
      summary = list.summary
      goal = list.goal
      evidence = list.evidence
      items = list.items.map { entry in
        Entry(
          recommendation: entry,
          item: ShownItem(entry.item, corrected: corrections[entry.item.id]),
          interaction: verdicts[entry.item.id])
      }
    }
  }

  /// `{"item", "score", "reasons", "interaction"}`; the interaction is `null` if there is none.
  private struct Entry: Encodable {
    let recommendation: Recommendation
    let item: ShownItem
    let interaction: InteractionKind?

    enum CodingKeys: String, CodingKey {
      case item, score, reasons, interaction
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(item, forKey: .item)
      try fields.encode(recommendation.score, forKey: .score)
      try fields.encode(recommendation.reasons, forKey: .reasons)
      try fields.encode(interaction, forKey: .interaction)
    }
  }
}

/// What each item was last judged, by its id: of likes, skips and hides the newest.
private func verdicts(_ interactions: [Interaction]) -> [String: InteractionKind] {
  Dictionary(
    interactions.sorted { $0.at < $1.at }.filter { $0.kind.isVerdict }.map { ($0.itemID, $0.kind) },
    uniquingKeysWith: { _, newer in newer })
}
