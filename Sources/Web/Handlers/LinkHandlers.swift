import Foundation
import Hummingbird
import Storage

/// Whether the catalogue's links are still there: for administrators, who can mend them.
struct LinkHandlers: Sendable {
  let checker: LinkChecker
  let links: LinkStore
  let catalogue: LiveCatalogue

  private struct Body: Encodable {
    let running: Bool
    /// Of the links of this round.
    let done: Int
    let all: Int
    /// How many links there are, and what is known of them.
    let links: Int
    let outcomes: [String: Int]
    /// When the oldest of what is known was found out.
    let since: Date?

    private enum CodingKeys: String, CodingKey {
      case running, done, all, links, outcomes, since
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(running, forKey: .running)
      try fields.encode(done, forKey: .done)
      try fields.encode(all, forKey: .all)
      try fields.encode(links, forKey: .links)
      try fields.encode(outcomes, forKey: .outcomes)
      try fields.encode(since, forKey: .since)
    }
  }

  private func body() async throws -> Body {
    let catalogue = try await catalogue.current().links
    let known = try await links.all().filter { catalogue.contains($0.key) }.values
    let round = await checker.round
    var outcomes = Dictionary(uniqueKeysWithValues: LinkCheck.Outcome.allCases.map { ($0.rawValue, 0) })
    for check in known { outcomes[check.outcome.rawValue, default: 0] += 1 }
    return Body(
      running: round.isRunning, done: round.done, all: round.all, links: catalogue.count, outcomes: outcomes,
      since: known.map(\.checkedAt).min())
  }

  func show(_ call: Call) async throws -> Response { try .json(await body()) }

  func start(_ call: Call) async throws -> Response {
    struct Wanted: Decodable {
      let again: Bool?
    }
    let wanted = try call.decode(Wanted.self)
    try await checker.start(try await catalogue.current().links, again: wanted.again ?? false)
    return try .json(await body(), status: .accepted)
  }

  func stop(_ call: Call) async throws -> Response {
    await checker.stop()
    return Response(status: .noContent)
  }
}
