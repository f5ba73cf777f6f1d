import Foundation
import Hummingbird
import Storage

/// Where the caller is signed in, nobody else.
struct SessionHandlers: Sendable {
  let sessions: SessionStore
  let viewers: Viewers
  let audit: AuditTrail

  private struct Body: Encodable {
    let id: String
    let createdAt: Date
    let lastSeenAt: Date
    let current: Bool
    let agent: String

    enum CodingKeys: String, CodingKey {
      case id, current, agent
      case createdAt = "created_at"
      case lastSeenAt = "last_seen_at"
    }
  }

  func list(_ call: Call) async throws -> Response {
    let visitor = try call.signedIn()
    let all = try await sessions.all(of: visitor.account, at: call.now)
    return try .json([
      "sessions": all.map { session in
        Body(
          id: session.id, createdAt: session.createdAt, lastSeenAt: session.seenAt,
          current: session.id == visitor.id, agent: session.agent)
      }
    ])
  }

  func end(_ call: Call) async throws -> Response {
    let (visitor, id) = (try call.signedIn(), try call.parameter("id"))
    try await sessions.end(id: id, of: visitor.account)
    await viewers.forget(id)
    await audit.note(.sessionsEnded, call, detail: "1")
    guard id == visitor.id else { return Response(status: .noContent) }
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header(nil, secure: call.isSecure)])
  }

  func endOthers(_ call: Call) async throws -> Response {
    let visitor = try call.signedIn()
    let ended = try await sessions.endAll(of: visitor.account, but: visitor.id)
    for id in ended { await viewers.forget(id) }
    await audit.note(.sessionsEnded, call, detail: String(ended.count))
    return Response(status: .noContent)
  }
}
