import Hummingbird
import Storage

/// How the server stands: numbers, and nothing of anybody.
struct StatusHandlers: Sendable {
  let viewers: Viewers
  let feed: MoodFeed
  let store: Store
  let catalogue: LiveCatalogue
  let model: ModelFacts?
  let startedAt: Duration

  private struct Kept: Encodable {
    let engine: String
    /// Of the database with its log; `null` if it cannot be told.
    let bytes: Int?
    let people: Int
    let items: Int

    private enum CodingKeys: String, CodingKey {
      case engine, bytes, people, items
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(engine, forKey: .engine)
      try fields.encode(bytes, forKey: .bytes)
      try fields.encode(people, forKey: .people)
      try fields.encode(items, forKey: .items)
    }
  }

  private struct Body: Encodable {
    let frames: FrameCounts
    let viewers: Int
    let streams: Int
    let uptime: Int
    /// Left out where nothing is known of it.
    let model: ModelFacts?
    let storage: Kept
  }

  func status(_ call: Call) async throws -> Response {
    let kept = Kept(
      engine: store.engine, bytes: await store.bytes(), people: try await store.accounts.list().count,
      items: try await catalogue.current().items.count)
    return try .json(
      Body(
        frames: await viewers.counts, viewers: await viewers.count(at: call.uptime), streams: feed.count,
        uptime: Int((call.uptime - startedAt) / .seconds(1)), model: model, storage: kept))
  }

  /// The model card as text.
  ///
  /// - Throws: ``WebError/noModelCard`` for a network of which there is none.
  func card(_ call: Call) throws -> Response {
    guard let card = model?.card else { throw WebError.noModelCard }
    return Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: card)))
  }
}
