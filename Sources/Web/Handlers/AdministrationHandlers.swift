import Foundation
import Hummingbird
import Storage

/// What administrators do: invitations, others' accounts, and the audit log.
struct AdministrationHandlers: Sendable {
  let store: Store
  let viewers: Viewers
  let audit: AuditTrail

  // MARK: - Invitations

  func invitations(_ call: Call) async throws -> Response {
    struct Body: Encodable {
      let id: String
      let createdAt: Date
      let expiresAt: Date
      let by: String?

      enum CodingKeys: String, CodingKey {
        case id, by
        case createdAt = "created_at"
        case expiresAt = "expires_at"
      }

      func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(createdAt, forKey: .createdAt)
        try fields.encode(expiresAt, forKey: .expiresAt)
        try fields.encode(by, forKey: .by)
      }
    }
    let open = try await store.invitations.open(at: call.now)
    return try .json([
      "invitations": open.map {
        Body(id: $0.id, createdAt: $0.createdAt, expiresAt: $0.expiresAt, by: $0.by)
      }
    ])
  }

  func deleteInvitation(_ call: Call) async throws -> Response {
    try await store.invitations.delete(try call.parameter("id"))
    await audit.note(.invitationDeleted, call)
    return Response(status: .noContent)
  }

  // MARK: - Accounts

  private struct Entry: Encodable {
    let entry: AccountEntry

    enum CodingKeys: String, CodingKey {
      case id, name, role
      case createdAt = "created_at"
      case lastSeenAt = "last_seen_at"
      case secondFactor = "second_factor"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(entry.account.id, forKey: .id)
      try fields.encode(entry.account.name, forKey: .name)
      try fields.encode(entry.account.role, forKey: .role)
      try fields.encode(entry.account.createdAt, forKey: .createdAt)
      try fields.encode(entry.lastSeenAt, forKey: .lastSeenAt)
      try fields.encode(entry.hasSecondFactor, forKey: .secondFactor)
    }
  }

  func accounts(_ call: Call) async throws -> Response {
    try .json(["accounts": try await store.accounts.entries().map(Entry.init(entry:))])
  }

  func setRole(_ call: Call) async throws -> Response {
    struct Wanted: Decodable {
      let role: Role
    }
    let role = try call.decode(Wanted.self).role
    let before = try await store.accounts.setRole(role, of: try call.parameter("id"))
    if before.role != role { await audit.note(.roleChanged, call, to: before, detail: role.rawValue) }
    return Response(status: .noContent)
  }

  func deleteAccount(_ call: Call) async throws -> Response {
    let (account, ended) = try await store.accounts.delete(id: try call.parameter("id"))
    for id in ended { await viewers.forget(id) }
    // The name is gone with the account; what is left of the id tells two deletions apart.
    await audit.note(.accountDeleted, call, detail: "\(account.role.rawValue) \(account.id.prefix(8))")
    return Response(status: .noContent)
  }

  func makeReset(_ call: Call) async throws -> Response {
    struct Body: Encodable {
      let code: String
      let expiresAt: Date

      enum CodingKeys: String, CodingKey {
        case code
        case expiresAt = "expires_at"
      }
    }
    let account = try await store.accounts.find(id: try call.parameter("id"))
    let reset = try await store.accounts.makeReset(for: account, at: call.now)
    await audit.note(.resetMade, call, to: account)
    return try .json(Body(code: reset.code, expiresAt: reset.expiresAt), status: .created)
  }

  // MARK: - Audit log

  private struct Event: Encodable {
    let event: AuditEvent

    enum CodingKeys: String, CodingKey {
      case id, at, event, account, subject, address, detail
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(event.id, forKey: .id)
      try fields.encode(event.at, forKey: .at)
      try fields.encode(event.kind, forKey: .event)
      try fields.encode(event.account, forKey: .account)
      try fields.encode(event.subject, forKey: .subject)
      try fields.encode(event.address, forKey: .address)
      try fields.encode(event.detail, forKey: .detail)
    }
  }

  func events(_ call: Call) async throws -> Response {
    let limit: Int
    if let text = try call.query("limit") {
      guard let number = Int(text), AuditStore.limits.contains(number) else {
        throw WebError.wrongValue(
          "limit is a number from \(AuditStore.limits.lowerBound) to \(AuditStore.limits.upperBound)")
      }
      limit = number
    } else {
      limit = 50
    }
    let events = try await store.audit.events(before: try call.query("before"), limit: limit)
    return try .json(["events": events.map(Event.init(event:))])
  }
}
