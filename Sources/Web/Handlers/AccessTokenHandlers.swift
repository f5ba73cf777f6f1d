import Foundation
import Hummingbird
import Storage

/// Access tokens of the caller, nobody else's. Only somebody who signed in in person makes and deletes them.
struct AccessTokenHandlers: Sendable {
  let tokens: AccessTokenStore
  let viewers: Viewers
  let audit: AuditTrail

  private struct Wanted: Decodable {
    let name: String
    let scopes: [String]
    let days: Int?
  }

  /// What is not so is `null`, not left out; the secret is there only once.
  private struct Body: Encodable {
    let token: AccessToken
    let secret: AccessTokenSecret?

    private enum CodingKeys: String, CodingKey {
      case id, name, scopes, token
      case createdAt = "created_at"
      case lastUsedAt = "last_used_at"
      case expiresAt = "expires_at"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(token.id, forKey: .id)
      try fields.encode(token.name, forKey: .name)
      try fields.encode(token.scopes, forKey: .scopes)
      try fields.encode(token.createdAt, forKey: .createdAt)
      try fields.encode(token.lastUsedAt, forKey: .lastUsedAt)
      try fields.encode(token.expiresAt, forKey: .expiresAt)
      try fields.encodeIfPresent(secret?.text, forKey: .token)
    }
  }

  func list(_ call: Call) async throws -> Response {
    let all = try await tokens.all(of: try call.signedIn().account)
    return try .json(["tokens": all.map { Body(token: $0, secret: nil) }])
  }

  func create(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Wanted.self)
    let scopes = try wanted.scopes.map { (text) throws(WebError) in
      guard let scope = Scope(rawValue: text) else {
        let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
        throw .wrongValue("“\(text.prefix(80))” is no scope; there are \(known)")
      }
      return scope
    }
    let (token, secret) = try await tokens.create(
      named: wanted.name, scopes: Set(scopes), days: wanted.days, for: try call.signedIn().account,
      at: call.now)
    await audit.note(.tokenMade, call, detail: token.scopes.map(\.rawValue).joined(separator: " "))
    return try .json(Body(token: token, secret: secret), status: .created)
  }

  func delete(_ call: Call) async throws -> Response {
    let id = try call.parameter("id")
    try await tokens.delete(id, of: try call.signedIn().account)
    await viewers.forget(id)
    await audit.note(.tokenDeleted, call)
    return Response(status: .noContent)
  }
}
