import Foundation

/// Somebody signed in from one browser.
public struct Session: Hashable, Sendable, Identifiable {
  /// Names the session without opening it: the hash of its token.
  public let id: String
  public let account: Account
  public let createdAt: Date
  public let seenAt: Date
  /// What the browser calls itself, in a few words; empty if it does not say.
  public let agent: String
}

/// Who is signed in, and since when. Only hashes of tokens are kept.
public struct SessionStore: Sendable {
  /// A session not used for this long ends.
  public static let idleLimit: TimeInterval = 14 * 86_400
  /// A session ends after this time however much it is used.
  public static let absoluteLimit: TimeInterval = 90 * 86_400
  /// An account's sessions beyond this many, the longest unused first, end when another starts.
  public static let mostPerAccount = 20
  /// Characters kept of what a browser calls itself.
  private static let longestAgent = 64
  /// How old the noted time of the last use may be before it is noted anew: not each request is a write.
  private static let noteEvery: TimeInterval = 60

  let database: StoreDatabase

  /// What is true of a session that has not expired, and the times to compare with. One that began when the clock was
  /// ahead has expired; one that was used meanwhile ends by its beginning at the latest.
  private static let isOpen = "seen_at > ? AND created_at > ? AND created_at <= ?"

  private static func openTimes(_ now: Int64) -> StatementArguments {
    [now - Int64(idleLimit * 1000), now - Int64(absoluteLimit * 1000), now + ClockLeeway.ofDays]
  }

  /// Starts a session with a new token for an account made just now. Expired sessions, of whomever, are cleared
  /// away on the way.
  public func start(
    for account: Account, at time: Date, agent: String = ""
  ) async throws(StorageError) -> SessionToken {
    let token = SessionToken.random()
    try await database.write { try Self.insert(token, for: account.id, agent: agent, at: time, into: $0) }
    return token
  }

  /// Starts a session for somebody whose password was right; `nil` if the password was changed, the account deleted
  /// or a second factor switched on since: whoever changes a password ends the sessions it opened, those about to
  /// start as well. It is `nil` too while the proof still needs a code.
  public func start(
    for proof: PasswordProof, at time: Date, agent: String = ""
  ) async throws(StorageError) -> SessionToken? {
    let token = SessionToken.random()
    return try await database.write { database in
      let holds = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM accounts WHERE id = ? AND password_hash = ?",
        arguments: [proof.account.id, proof.hash])
      guard holds == 1 else { return nil }
      let hasFactor = try SecondFactorStore.isEnabled(proof.account.id, in: database)
      guard !hasFactor || proof.hasGivenCode else { return nil }
      try Self.insert(token, for: proof.account.id, agent: agent, at: time, into: database)
      return token
    }
  }

  static func insert(
    _ token: SessionToken, for account: String, agent: String, at time: Date, into database: Database
  ) throws {
    let now = time.milliseconds
    try OpenIDStore.forgetLate(at: time, in: database)
    try database.execute(
      sql: "DELETE FROM sessions WHERE seen_at <= ? OR created_at <= ? OR created_at > ?",
      arguments: [
        now - Int64(idleLimit * 1000), now - Int64(absoluteLimit * 1000), now + ClockLeeway.ofDays,
      ])
    try database.execute(
      sql: "INSERT INTO sessions (token_hash, account_id, created_at, seen_at, agent) VALUES (?, ?, ?, ?, ?)",
      arguments: [token.hash, account, now, now, String(agent.prefix(longestAgent))])
    try database.execute(
      sql: "UPDATE accounts SET last_seen_at = ? WHERE id = ?", arguments: [now, account])
    try database.execute(
      sql: """
        DELETE FROM sessions WHERE account_id = ? AND token_hash <> ? AND token_hash NOT IN (
          SELECT token_hash FROM sessions WHERE account_id = ? ORDER BY seen_at DESC, token_hash LIMIT ?)
        """,
      arguments: [account, token.hash, account, mostPerAccount])
  }

  /// The session of a token; `nil` if there is none, or it has expired.
  public func find(_ token: SessionToken, at time: Date) async throws(StorageError) -> Session? {
    let hash = token.hash
    let session = try await database.read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT accounts.id, name, role, accounts.created_at, sessions.created_at AS started_at, seen_at, agent
          FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE token_hash = ?
          """,
        arguments: [hash])
      return try row.map { row in
        Session(
          id: hash, account: try Account(row: row), createdAt: Date(milliseconds: row["started_at"]),
          seenAt: Date(milliseconds: row["seen_at"]), agent: row["agent"])
      }
    }
    guard let session, time.timeIntervalSince(session.seenAt) < Self.idleLimit,
      time.timeIntervalSince(session.createdAt) < Self.absoluteLimit,
      session.createdAt.milliseconds <= time.milliseconds + ClockLeeway.ofDays
    else { return nil }
    let latest = time.milliseconds + ClockLeeway.ofDays
    if time.timeIntervalSince(session.seenAt) >= Self.noteEvery || session.seenAt.milliseconds > latest {
      // A full disk or a busy database does not sign anybody out; the next request notes it.
      try? await database.write { database in
        try database.execute(
          sql: "UPDATE sessions SET seen_at = ? WHERE token_hash = ? AND (seen_at < ? OR seen_at > ?)",
          arguments: [time.milliseconds, hash, time.milliseconds, latest])
        try database.execute(
          sql: "UPDATE accounts SET last_seen_at = ? WHERE id = ?",
          arguments: [time.milliseconds, session.account.id])
      }
    }
    return session
  }

  /// Whether a session has neither ended nor expired. Asking is no use of it, so it does not put off its end.
  public func holds(_ token: SessionToken, at time: Date) async throws(StorageError) -> Bool {
    let hash = token.hash
    let now = time.milliseconds
    return try await database.read { database in
      try Int.fetchOne(
        database,
        sql: "SELECT COUNT(*) FROM sessions WHERE token_hash = ? AND \(Self.isOpen)",
        arguments: [hash] + Self.openTimes(now)) == 1
    }
  }

  /// Ends a session; one that has ended stays so.
  public func end(_ token: SessionToken) async throws(StorageError) {
    let hash = token.hash
    try await database.write { database in
      try database.execute(sql: "DELETE FROM sessions WHERE token_hash = ?", arguments: [hash])
    }
  }

  /// Ends the session with this id; one that has ended stays so.
  package func end(id: String) async throws(StorageError) {
    try await database.write { database in
      try database.execute(sql: "DELETE FROM sessions WHERE token_hash = ?", arguments: [id])
    }
  }

  /// An account's sessions, the last used first; expired ones are left out.
  public func all(of account: Account, at time: Date) async throws(StorageError) -> [Session] {
    let now = time.milliseconds
    return try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT token_hash, created_at, seen_at, agent FROM sessions
          WHERE account_id = ? AND \(Self.isOpen) ORDER BY seen_at DESC, token_hash
          """,
        arguments: [account.id] + Self.openTimes(now)
      ).map { row in
        Session(
          id: row["token_hash"], account: account, createdAt: Date(milliseconds: row["created_at"]),
          seenAt: Date(milliseconds: row["seen_at"]), agent: row["agent"])
      }
    }
  }

  /// Ends one of an account's sessions.
  ///
  /// - Throws: ``StorageError/noSuchSession`` for one that is unknown or somebody else's.
  public func end(id: String, of account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM sessions WHERE token_hash = ? AND account_id = ?", arguments: [id, account.id])
      guard database.changesCount == 1 else { throw StorageError.noSuchSession }
    }
  }

  /// Ends all of an account's sessions, but for one if it is named.
  ///
  /// - Returns: the ids of those that ended.
  @discardableResult
  public func endAll(of account: Account, but kept: String? = nil) async throws(StorageError) -> [String] {
    try await database.write { database in
      let ended = try String.fetchAll(
        database, sql: "SELECT token_hash FROM sessions WHERE account_id = ? AND token_hash <> ?",
        arguments: [account.id, kept ?? ""])
      try database.execute(
        sql: "DELETE FROM sessions WHERE account_id = ? AND token_hash <> ?",
        arguments: [account.id, kept ?? ""])
      return ended
    }
  }
}
