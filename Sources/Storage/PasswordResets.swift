import Foundation

/// A code with which somebody who has lost a password chooses another, once.
public struct PasswordReset: Hashable, Sendable {
  /// Shown once; only its hash is kept. 24 characters fit for an address.
  public let code: String
  public let expiresAt: Date
}

extension AccountStore {
  /// How long a reset is good.
  public static let resetLifetime: TimeInterval = 86_400

  /// A new reset for an account; the one before is good for nothing any more. The old password stays good until
  /// the reset is used.
  ///
  /// - Throws: ``StorageError/unknownAccount`` if the account is gone.
  public func makeReset(for account: Account, at time: Date) async throws(StorageError) -> PasswordReset {
    let reset = PasswordReset(
      code: base64URL(Sodium.randomBytes(18)), expiresAt: time.addingTimeInterval(Self.resetLifetime))
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM password_resets WHERE expires_at <= ? OR expires_at > ?",
        arguments: [time.milliseconds, Self.latestReset(at: time)])
      _ = try Self.find(id: account.id, in: database)
      try database.execute(
        sql: """
          INSERT INTO password_resets (account_id, code_hash, expires_at) VALUES (?, ?, ?)
          ON CONFLICT (account_id) DO UPDATE SET
          code_hash = excluded.code_hash, expires_at = excluded.expires_at
          """,
        arguments: [account.id, fingerprint(of: reset.code.utf8), reset.expiresAt.milliseconds])
    }
    return reset
  }

  /// Gives the account of a reset another password, which ends all its sessions and access tokens. A second factor
  /// stays.
  ///
  /// - Throws: ``StorageError/unusableReset`` for a code that is unknown, used or expired;
  ///   ``StorageError/unfitPassword(_:)``: the reset then stays good.
  public func usePasswordReset(
    _ code: String, password: String, at time: Date
  ) async throws(StorageError) -> (account: Account, ended: [String]) {
    let codeHash = fingerprint(of: code.utf8)
    // Asked before the hash as well: a stranger should not make the server work.
    let account = try await database.read { try Self.owner(ofReset: codeHash, at: time, in: $0) }
    let hash = try await hasher.hash(Password(chosen: password, for: AccountName(account.name)))
    return try await database.write { database in
      let account = try Self.owner(ofReset: codeHash, at: time, in: database)
      // Who could link somebody at the provider before may be why a new password is needed.
      try database.execute(
        sql: "DELETE FROM foreign_identities WHERE account_id = ?", arguments: [account.id])
      return (account, try Self.setPassword(of: account.id, to: hash, in: database))
    }
  }

  /// A reset that would be good for longer was made when the clock was ahead.
  private static func latestReset(at time: Date) -> Int64 {
    time.milliseconds + Int64(resetLifetime * 1000) + ClockLeeway.ofDays
  }

  private static func owner(ofReset codeHash: String, at time: Date, in database: Database) throws -> Account
  {
    let id = try String.fetchOne(
      database,
      sql:
        "SELECT account_id FROM password_resets WHERE code_hash = ? AND expires_at > ? AND expires_at <= ?",
      arguments: [codeHash, time.milliseconds, latestReset(at: time)])
    guard let id else { throw StorageError.unusableReset }
    return try find(id: id, in: database)
  }
}
