import Foundation

/// Who is who at a provider of OpenID Connect, and whose browser is there just now.
public struct OpenIDStore: Sendable {
  /// So long somebody may be at the provider, or look for a code of the second factor.
  package static let patience: TimeInterval = 10 * 60
  /// So many may be on the way at once; of more the oldest are forgotten.
  static let mostAway = 2000
  /// And so many of one address, so that nobody pushes out the others.
  static let mostOfOne = 50

  let database: StoreDatabase

  // MARK: - Links

  /// Since when an account is linked to somebody at the provider; `nil` if it is not.
  public func linkedAt(_ account: Account, issuer: String) async throws(StorageError) -> Date? {
    try await database.read { database in
      try Row.fetchOne(
        database, sql: "SELECT linked_at FROM foreign_identities WHERE account_id = ? AND issuer = ?",
        arguments: [account.id, issuer]
      ).map { Date(milliseconds: $0["linked_at"]) }
    }
  }

  /// Links an account to whom the provider means.
  ///
  /// - Throws: ``StorageError/linkedElsewhere`` if one of the two is linked to another; ``StorageError/unknownAccount``.
  public func link(
    _ identity: ForeignIdentity, to account: String, at time: Date
  ) async throws(StorageError) -> Account {
    try await database.write { database in
      let account = try AccountStore.find(id: account, in: database)
      try Self.insert(identity, of: account.id, at: time, into: database)
      return account
    }
  }

  /// Forgets who an account's person is at the provider.
  ///
  /// - Returns: whether there was anything to forget.
  /// - Throws: ``StorageError/onlyWayIn`` where nothing else opens the account.
  public func unlink(_ account: Account, issuer: String) async throws(StorageError) -> Bool {
    try await database.write { database in
      try database.execute(
        sql: """
          DELETE FROM foreign_identities WHERE account_id = ? AND issuer = ?
            AND EXISTS (SELECT 1 FROM accounts WHERE id = ? AND password_hash NOT LIKE 'none:%')
          """, arguments: [account.id, issuer, account.id])
      if database.changesCount == 1 { return true }
      let left = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM foreign_identities WHERE account_id = ? AND issuer = ?",
        arguments: [account.id, issuer])
      guard left == 0 else { throw StorageError.onlyWayIn }
      return false
    }
  }

  /// The account of whom the provider means, as starting a session asks for it; `nil` if there is none.
  package func prove(_ identity: ForeignIdentity) async throws(StorageError) -> PasswordProof? {
    try await database.read { database in
      let account = try String.fetchOne(
        database, sql: "SELECT account_id FROM foreign_identities WHERE issuer = ? AND subject = ?",
        arguments: [identity.issuer, identity.subject])
      return try account.flatMap { try Self.proof(of: $0, in: database) }
    }
  }

  /// A member's account for whom the provider means, without a password.
  ///
  /// - Parameter names: what it may be called, the best first. One that somebody has gets a number behind it.
  /// - Throws: ``StorageError/notSetUp`` while nobody has an account; ``StorageError/linkedElsewhere``.
  package func createAccount(
    for identity: ForeignIdentity, names: [String], at time: Date
  ) async throws(StorageError) -> PasswordProof {
    let name = names.lazy.compactMap { try? AccountName($0) }.first
    let base = String((name?.text ?? "Somebody").unicodeScalars.prefix(58))
    return try await database.write { database in
      guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM accounts") ?? 0 > 0 else {
        throw StorageError.notSetUp
      }
      for number in 1...999 {
        let name = try AccountName(number == 1 ? base : "\(base) \(number)")
        let taken = try Int.fetchOne(
          database, sql: "SELECT COUNT(*) FROM accounts WHERE name_key = ?", arguments: [name.key])
        guard taken == 0 else { continue }
        let hash = AccountStore.noPassword()
        let account = try AccountStore.insert(name, .member, hash, at: time, into: database)
        try Self.insert(identity, of: account.id, at: time, into: database)
        return PasswordProof(account: account, needsCode: false, hasGivenCode: false, hash: hash)
      }
      throw StorageError.nameTaken(base)
    }
  }

  // MARK: - On the way

  /// What was noted when a browser went to the provider.
  package struct Taken: Sendable {
    /// The id of the account to link.
    package let account: String?
    /// The id of the session that the browser had.
    package let session: String?
  }

  /// Notes that a browser goes to the provider.
  ///
  /// - Parameters:
  ///   - account: whom to link; `nil` to sign in.
  ///   - session: the id of this browser's session. A link needs it to be there still, and signing in ends it.
  ///   - caller: what tells addresses apart, and is none.
  package func begin(
    _ purpose: ForeignPurpose, as attempt: ForeignAttempt = .random(), for account: Account?,
    session: String?, by caller: String = "", at time: Date
  ) async throws(StorageError) -> ForeignAttempt {
    try await database.write { database in
      try Self.makeRoom(for: caller, at: time, in: database)
      try Self.note(
        attempt, purpose, account?.id, session, isProved: false, by: caller, at: time, in: database)
    }
    return attempt
  }

  /// Takes what was noted, once: whoever comes with the same again is nobody.
  ///
  /// - Returns: what was noted; `nil` if the browser is not the one that went for this, or is too late.
  package func take(
    _ attempt: ForeignAttempt, _ purpose: ForeignPurpose, at time: Date
  ) async throws(StorageError) -> Taken? {
    try await database.write { database in
      let found = try Self.find(attempt, purpose, isProved: false, at: time, in: database)
      try database.execute(
        sql: "DELETE FROM foreign_attempts WHERE state_hash = ? AND keepsake_hash = ? AND is_proved = 0",
        arguments: [attempt.stateHash, attempt.keepsake.hash])
      guard database.changesCount == 1 else { return nil }
      return found
    }
  }

  /// Notes that the provider told who it is, and that a code of the second factor is still to come.
  package func awaitCode(
    of proof: PasswordProof, _ attempt: ForeignAttempt, session: String?, at time: Date
  ) async throws(StorageError) {
    try await database.write { database in
      try Self.note(
        attempt, .signIn, proof.account.id, session, isProved: true, by: "", at: time, in: database)
    }
  }

  /// Whose code is awaited of this browser; `nil` if none is.
  package func awaited(
    _ attempt: ForeignAttempt, at time: Date
  ) async throws(StorageError) -> (proof: PasswordProof, session: String?)? {
    try await database.read { database in
      let found = try Self.find(attempt, .signIn, isProved: true, at: time, in: database)
      guard let found, let account = found.account, let proof = try Self.proof(of: account, in: database)
      else { return nil }
      return (proof, found.session)
    }
  }

  /// Awaits nothing more of this browser.
  package func forget(_ attempt: ForeignAttempt) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM foreign_attempts WHERE state_hash = ? AND keepsake_hash = ?",
        arguments: [attempt.stateHash, attempt.keepsake.hash])
    }
  }

  // MARK: - Rows

  private static func insert(
    _ identity: ForeignIdentity, of account: String, at time: Date, into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO foreign_identities (issuer, subject, account_id, linked_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
      arguments: [identity.issuer, identity.subject, account, time.milliseconds])
    guard database.changesCount == 1 else { throw StorageError.linkedElsewhere }
  }

  private static func proof(of account: String, in database: Database) throws -> PasswordProof? {
    try Row.fetchOne(
      database, sql: "SELECT \(Account.columns), password_hash FROM accounts WHERE id = ?",
      arguments: [account]
    ).map { row in
      PasswordProof(
        account: try Account(row: row), needsCode: try SecondFactorStore.isEnabled(account, in: database),
        hasGivenCode: false, hash: row["password_hash"])
    }
  }

  private static func note(
    _ attempt: ForeignAttempt, _ purpose: ForeignPurpose, _ account: String?, _ session: String?,
    isProved: Bool, by caller: String, at time: Date, in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO foreign_attempts
          (state_hash, keepsake_hash, purpose, account_id, session_hash, is_proved, asked_by, ends_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        attempt.stateHash, attempt.keepsake.hash, purpose.rawValue, account, session, isProved ? 1 : 0,
        caller, time.milliseconds + Int64(patience * 1000),
      ])
  }

  private static func find(
    _ attempt: ForeignAttempt, _ purpose: ForeignPurpose, isProved: Bool, at time: Date, in database: Database
  ) throws -> Taken? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT account_id, session_hash FROM foreign_attempts
        WHERE state_hash = ? AND keepsake_hash = ? AND purpose = ? AND is_proved = ? AND ends_at > ?
          AND ends_at <= ?
        """,
      arguments: [
        attempt.stateHash, attempt.keepsake.hash, purpose.rawValue, isProved ? 1 : 0, time.milliseconds,
        latestEnd(at: time),
      ]
    ).map { Taken(account: $0["account_id"], session: $0["session_hash"]) }
  }

  /// Forgets who did not come back in time, and who went away when the clock was ahead.
  static func forgetLate(at time: Date, in database: Database) throws {
    try database.execute(
      sql: "DELETE FROM foreign_attempts WHERE ends_at <= ? OR ends_at > ?",
      arguments: [time.milliseconds, latestEnd(at: time)])
  }

  private static func latestEnd(at time: Date) -> Int64 {
    time.milliseconds + Int64(patience * 1000) + ClockLeeway.ofMinutes
  }

  private static func makeRoom(for caller: String, at time: Date, in database: Database) throws {
    try forgetLate(at: time, in: database)
    try database.execute(
      sql: """
        DELETE FROM foreign_attempts WHERE asked_by = ? AND is_proved = 0 AND state_hash NOT IN (
          SELECT state_hash FROM foreign_attempts WHERE asked_by = ? AND is_proved = 0
          ORDER BY ends_at DESC, state_hash LIMIT ?)
        """, arguments: [caller, caller, mostOfOne - 1])
    let count = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM foreign_attempts") ?? 0
    guard count >= mostAway else { return }
    try database.execute(
      sql: """
        DELETE FROM foreign_attempts WHERE state_hash IN (
          SELECT state_hash FROM foreign_attempts ORDER BY ends_at, state_hash LIMIT ?)
        """, arguments: [count - mostAway + 1])
  }
}
