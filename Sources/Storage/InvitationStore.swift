import Foundation

/// A code with which somebody makes an account, once.
public struct Invitation: Hashable, Sendable {
  /// Shown once; only its hash is kept. 24 characters fit for an address.
  public let code: String
  public let expiresAt: Date
}

/// An invitation that nobody has used yet.
public struct OpenInvitation: Hashable, Sendable, Identifiable {
  /// Names the invitation without being one: the hash of its code.
  public let id: String
  public let createdAt: Date
  public let expiresAt: Date
  /// The name of the administrator who made it; `nil` for the command line.
  public let by: String?
}

/// Invitations made by administrators, or at the command line.
public struct InvitationStore: Sendable {
  /// How long an invitation is good.
  public static let lifetime: TimeInterval = 7 * 86_400

  let database: StoreDatabase

  /// What is true of an invitation that has not expired, and the times to compare with. One that would be good for longer
  /// than invitations are was made when the clock was ahead.
  private static let isGood = "expires_at > ? AND expires_at <= ?"

  private static func goodTimes(_ time: Date) -> StatementArguments {
    [time.milliseconds, time.milliseconds + Int64(lifetime * 1000) + ClockLeeway.ofDays]
  }

  /// A new invitation. Expired ones, used or not, are cleared away on the way.
  ///
  /// - Parameter account: who makes it; `nil` at the command line.
  public func create(by account: Account?, at time: Date) async throws(StorageError) -> Invitation {
    let invitation = Invitation(
      code: base64URL(Sodium.randomBytes(18)), expiresAt: time.addingTimeInterval(Self.lifetime))
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM invitations WHERE NOT (\(Self.isGood))", arguments: Self.goodTimes(time))
      try database.execute(
        sql: "INSERT INTO invitations (code_hash, made_by, created_at, expires_at) VALUES (?, ?, ?, ?)",
        arguments: [
          fingerprint(of: invitation.code.utf8), account?.id, time.milliseconds,
          invitation.expiresAt.milliseconds,
        ])
    }
    return invitation
  }

  /// Invitations that are still good, the oldest first.
  public func open(at time: Date) async throws(StorageError) -> [OpenInvitation] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT code_hash, invitations.created_at AS made_at, expires_at, name
          FROM invitations LEFT JOIN accounts ON accounts.id = made_by
          WHERE used_at IS NULL AND \(Self.isGood) ORDER BY made_at, code_hash
          """,
        arguments: Self.goodTimes(time)
      ).map { row in
        OpenInvitation(
          id: row["code_hash"], createdAt: Date(milliseconds: row["made_at"]),
          expiresAt: Date(milliseconds: row["expires_at"]), by: row["name"])
      }
    }
  }

  /// Takes an invitation back.
  ///
  /// - Throws: ``StorageError/noSuchInvitation`` for one that is unknown or used.
  public func delete(_ id: String) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM invitations WHERE code_hash = ? AND used_at IS NULL", arguments: [id])
      guard database.changesCount == 1 else { throw StorageError.noSuchInvitation }
    }
  }

  static func isUsable(_ codeHash: String, at time: Date, in database: Database) throws -> Bool {
    try Int.fetchOne(
      database,
      sql: "SELECT COUNT(*) FROM invitations WHERE code_hash = ? AND used_at IS NULL AND \(isGood)",
      arguments: [codeHash] + goodTimes(time)) == 1
  }

  static func use(_ codeHash: String, at time: Date, in database: Database) throws {
    try database.execute(
      sql: "UPDATE invitations SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND \(isGood)",
      arguments: [time.milliseconds, codeHash] + goodTimes(time))
    guard database.changesCount == 1 else { throw StorageError.unusableInvitation }
  }
}
