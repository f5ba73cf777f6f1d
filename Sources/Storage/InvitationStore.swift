import Foundation
import GRDB

/// A code with which somebody makes an account, once.
public struct Invitation: Hashable, Sendable {
  /// Shown once; only its hash is kept. 24 characters fit for an address.
  public let code: String
  public let expiresAt: Date
}

/// Invitations made by administrators.
public struct InvitationStore: Sendable {
  /// How long an invitation is good.
  public static let lifetime: TimeInterval = 7 * 86_400

  let database: StoreDatabase

  /// A new invitation. Expired ones are cleared away on the way.
  public func create(by account: Account, at time: Date) async throws(StorageError) -> Invitation {
    let invitation = Invitation(
      code: base64URL(Sodium.randomBytes(18)), expiresAt: time.addingTimeInterval(Self.lifetime))
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM invitations WHERE expires_at <= ?", arguments: [time.milliseconds])
      try database.execute(
        sql: "INSERT INTO invitations (code_hash, made_by, created_at, expires_at) VALUES (?, ?, ?, ?)",
        arguments: [
          fingerprint(of: invitation.code.utf8), account.id, time.milliseconds,
          invitation.expiresAt.milliseconds,
        ])
    }
    return invitation
  }

  static func isUsable(_ codeHash: String, at time: Date, in database: Database) throws -> Bool {
    try Int.fetchOne(
      database,
      sql: "SELECT COUNT(*) FROM invitations WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?",
      arguments: [codeHash, time.milliseconds]) == 1
  }

  static func use(_ codeHash: String, at time: Date, in database: Database) throws {
    try database.execute(
      sql: "UPDATE invitations SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?",
      arguments: [time.milliseconds, codeHash, time.milliseconds])
    guard database.changesCount == 1 else { throw StorageError.unusableInvitation }
  }
}
