import Foundation

/// How an account's second factor stands.
public struct SecondFactorState: Hashable, Sendable {
  public let isEnabled: Bool
  /// 0 while it is off.
  public let recoveryCodesLeft: Int

  package init(isEnabled: Bool, recoveryCodesLeft: Int) {
    self.isEnabled = isEnabled
    self.recoveryCodesLeft = recoveryCodesLeft
  }
}

/// What an authenticator app has to know, shown once.
public struct SecondFactorSecret: Sendable {
  /// Base32, 32 characters.
  public let text: String
  /// `otpauth://…`, for a QR code.
  public let address: String
}

/// Second factors: codes of an authenticator app (RFC 6238), each good once, and recovery codes for who has lost it.
///
/// Secrets are sealed with a key that lies beside the database; of recovery codes only hashes are kept.
public struct SecondFactorStore: Sendable {
  /// How long a new secret waits for its first code.
  public static let patience: TimeInterval = 15 * 60
  public static let recoveryCodes = 10

  let database: StoreDatabase
  let keyFile: KeyFile

  public func state(of account: Account) async throws(StorageError) -> SecondFactorState {
    try await database.read { database in
      let isEnabled = try Self.isEnabled(account.id, in: database)
      let left = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM recovery_codes WHERE account_id = ?", arguments: [account.id])
      return SecondFactorState(isEnabled: isEnabled, recoveryCodesLeft: left ?? 0)
    }
  }

  /// A new secret, which counts for nothing before ``enable(for:code:at:)``. One that waited before is forgotten.
  ///
  /// - Throws: ``StorageError/secondFactorOn``; ``StorageError/keyUnusable(path:reason:)``.
  public func begin(for account: Account, at time: Date) async throws(StorageError) -> SecondFactorSecret {
    let secret = Sodium.randomBytes(OneTimeCode.secretLength)
    let keyFile = keyFile
    try await database.write { database in
      guard try !Self.isEnabled(account.id, in: database) else { throw StorageError.secondFactorOn }
      let key = try Self.key(keyFile, in: database)
      let sealed = Self.seal(secret, of: account.id, key: key)
      try database.execute(
        sql: """
          INSERT INTO second_factors (account_id, sealed_secret, created_at, enabled_at, last_step)
          VALUES (?, ?, ?, NULL, 0) ON CONFLICT (account_id) DO UPDATE SET
          sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
          """,
        arguments: [account.id, sealed, time.milliseconds])
    }
    return SecondFactorSecret(
      text: base32(secret), address: OneTimeCode.address(of: secret, name: account.name))
  }

  /// Switches the second factor on, once the app has shown a right code.
  ///
  /// - Returns: the recovery codes, which cannot be shown again; `nil` for a wrong code.
  /// - Throws: ``StorageError/secondFactorOn``; ``StorageError/noPendingSecondFactor`` without a secret of the last
  ///   quarter of an hour; ``StorageError/keyUnusable(path:reason:)``.
  public func enable(
    for account: Account, code: String, at time: Date
  ) async throws(StorageError) -> [String]? {
    let keyFile = keyFile
    let codes = (0..<Self.recoveryCodes).map { _ in RecoveryCode.random() }
    return try await database.write { database in
      guard try !Self.isEnabled(account.id, in: database) else { throw StorageError.secondFactorOn }
      let since = time.milliseconds - Int64(Self.patience * 1000)
      let sealed = try String.fetchOne(
        database,
        sql:
          "SELECT sealed_secret FROM second_factors WHERE account_id = ? AND created_at > ? AND created_at <= ?",
        arguments: [account.id, since, time.milliseconds + ClockLeeway.ofMinutes])
      guard let sealed else { throw StorageError.noPendingSecondFactor }
      let secret = try Self.unseal(sealed, of: account.id, keyFile)
      guard let step = OneTimeCode.step(of: code.filter { !$0.isWhitespace }, secret: secret, at: time) else {
        return nil
      }
      try database.execute(
        sql: "UPDATE second_factors SET enabled_at = ?, last_step = ? WHERE account_id = ?",
        arguments: [time.milliseconds, step, account.id])
      for code in codes {
        try database.execute(
          sql: "INSERT INTO recovery_codes (account_id, code_hash) VALUES (?, ?)",
          arguments: [account.id, code.hash])
      }
      return codes.map(\.text)
    }
  }

  /// Switches the second factor off and forgets the recovery codes.
  ///
  /// - Returns: whether it was on.
  @discardableResult
  public func remove(of account: Account) async throws(StorageError) -> Bool {
    try await database.write { database in
      let wasEnabled = try Self.isEnabled(account.id, in: database)
      try database.execute(sql: "DELETE FROM second_factors WHERE account_id = ?", arguments: [account.id])
      try database.execute(sql: "DELETE FROM recovery_codes WHERE account_id = ?", arguments: [account.id])
      return wasEnabled
    }
  }

  /// What a code was that somebody signs in with.
  public enum CodeKind: Sendable {
    case app, recovery
  }

  /// The proof of somebody whose password was right, completed by a code; `nil` for a wrong one. The code, of the
  /// app or for recovery, is used up.
  ///
  /// - Throws: ``StorageError/keyUnusable(path:reason:)``; recovery codes need no key.
  public func complete(
    _ proof: PasswordProof, with code: String, at time: Date
  ) async throws(StorageError) -> (proof: PasswordProof, kind: CodeKind)? {
    let code = code.filter { !$0.isWhitespace }
    let (id, keyFile) = (proof.account.id, keyFile)
    let kind: CodeKind? =
      if let recovery = RecoveryCode(code) {
        try await database.write { database in
          try database.execute(
            sql: "DELETE FROM recovery_codes WHERE account_id = ? AND code_hash = ?",
            arguments: [id, recovery.hash])
          return database.changesCount == 1 ? .recovery : nil
        }
      } else {
        try await database.write { database in
          try Self.use(code, of: id, keyFile, at: time, in: database) ? .app : nil
        }
      }
    return kind.map { (proof.completed, $0) }
  }

  /// Whether a code is right, later than the last one used, and so used now. Where the last one was of a time that has
  /// not come yet, the clock was ahead then: nobody is locked out until it comes.
  private static func use(
    _ code: String, of account: String, _ keyFile: KeyFile, at time: Date, in database: Database
  ) throws -> Bool {
    let sealed = try String.fetchOne(
      database,
      sql: "SELECT sealed_secret FROM second_factors WHERE account_id = ? AND enabled_at IS NOT NULL",
      arguments: [account])
    guard let sealed,
      let step = OneTimeCode.step(of: code, secret: try unseal(sealed, of: account, keyFile), at: time)
    else { return false }
    try database.execute(
      sql:
        "UPDATE second_factors SET last_step = ? WHERE account_id = ? AND (last_step < ? OR last_step > ?)",
      arguments: [step, account, step, step + ClockLeeway.ofCodes / Int64(OneTimeCode.period * 1000)])
    return database.changesCount == 1
  }

  static func isEnabled(_ account: String, in database: Database) throws -> Bool {
    try Int.fetchOne(
      database,
      sql: "SELECT COUNT(*) FROM second_factors WHERE account_id = ? AND enabled_at IS NOT NULL",
      arguments: [account]) == 1
  }

  /// The key, made if there is none and no secret yet. Where there are secrets, another server that shares the database,
  /// or a data directory that was lost, has their key.
  private static func key(_ keyFile: KeyFile, in database: Database) throws -> [UInt8] {
    let sealed = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM second_factors") ?? 0
    return sealed == 0 ? try keyFile.keyOrNew() : try keyFile.key()
  }

  /// The account is sealed in with its secret, so that no row can be put in another's place.
  private static func seal(_ secret: [UInt8], of account: String, key: [UInt8]) -> String {
    base64URL(Sodium.seal(Array(account.utf8) + secret, key: key))
  }

  static func unseal(_ text: String, of account: String, _ keyFile: KeyFile) throws -> [UInt8] {
    let owner = Array(account.utf8)
    guard let message = Sodium.unseal(bytes(base64URL: text) ?? [], key: try keyFile.key()),
      message.starts(with: owner), message.count == owner.count + OneTimeCode.secretLength
    else {
      throw StorageError.keyUnusable(
        path: keyFile.path, reason: "it is not the one this secret was sealed with")
    }
    return Array(message.dropFirst(owner.count))
  }
}
