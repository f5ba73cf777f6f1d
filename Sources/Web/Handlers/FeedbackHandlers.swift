import Hummingbird
import Recommendations
import Storage

/// Likes, skips, hides and views of the caller, nobody else's.
struct FeedbackHandlers: Sendable {
  let catalogue: LiveCatalogue
  let interactions: InteractionStore
  let log: RecommendationLog

  private struct Given: Decodable {
    let item: String
    let kind: String
    /// The list in which it was seen; without one the learner learns nothing from it.
    let list: String?

    enum CodingKeys: String, CodingKey {
      case item = "item_id"
      case list = "list_id"
      case kind
    }
  }

  func give(_ call: Call) async throws -> Response {
    let given = try call.decode(Given.self)
    let kind = try Self.kind(given.kind)
    guard try await catalogue.current().contains(given.item) else {
      throw WebError.unknownItem(given.item)
    }
    let interaction = Interaction(itemID: given.item, kind: kind, at: call.now)
    let account = try call.signedIn().account
    try await interactions.record(interaction, for: account)
    // A list that is gone by now is no reason to refuse what was said of the item.
    if let list = given.list { try await log.note(interaction, in: list, for: account) }
    return try .json(interaction, status: .created)
  }

  func takeBack(_ call: Call) async throws -> Response {
    guard let kind = try call.query("kind") else {
      throw WebError.wrongValue("say in the query which kind is taken back, as in ?kind=like")
    }
    let (known, item, account) = (
      try Self.kind(kind), try call.parameter("item"), try call.signedIn().account
    )
    try await interactions.delete(known, of: item, for: account)
    try await log.retract(known, of: item, for: account)
    return Response(status: .noContent)
  }

  func list(_ call: Call) async throws -> Response {
    try .json(["interactions": try await interactions.all(of: try call.signedIn().account)])
  }

  private static func kind(_ text: String) throws(WebError) -> InteractionKind {
    guard let kind = InteractionKind(rawValue: text) else {
      let known = InteractionKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw .wrongValue("“\(text.prefix(80))” is no kind of feedback; it is one of \(known)")
    }
    return kind
  }
}
