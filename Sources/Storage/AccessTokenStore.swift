import Foundation

/// The access tokens of each account. Every question of an owner names the account.
public struct AccessTokenStore: Sendable {
  /// Tokens an account may have.
  public static let mostPerAccount = 20
  /// Days a token may be good, unless it does not expire at all.
  public static let days = 1...3650
  private static let noteEvery: TimeInterval = 60

  let database: StoreDatabase

  /// A new token.
  ///
  /// - Parameters:
  ///   - name: 1 to 64 characters.
  ///   - scopes: one at least.
  ///   - days: how long it is good, 1…3650; `nil` for as long as it is not deleted.
  /// - Returns: the token, and its secret, which cannot be shown again.
  /// - Throws: ``StorageError/unfitToken(_:)``, ``StorageError/tooManyTokens(most:)``.
  public func create(
    named name: String, scopes: Set<Scope>, days: Int?, for account: Account, at time: Date
  ) async throws(StorageError) -> (token: AccessToken, secret: AccessTokenSecret) {
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...64).contains(name.unicodeScalars.count), !name.contains(where: \.isNewline) else {
      throw .unfitToken("name it with 1 to 64 characters in one line")
    }
    guard !scopes.isEmpty else {
      let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unfitToken("give it a scope at least; there are \(known)")
    }
    if let days, !Self.days.contains(days) {
      throw .unfitToken("let it be good for \(Self.days.lowerBound) to \(Self.days.upperBound) days")
    }
    let created = Date(milliseconds: time.milliseconds)
    let token = AccessToken(
      id: randomIdentifier(), name: name, scopes: Scope.allCases.filter(scopes.contains), createdAt: created,
      lastUsedAt: nil, expiresAt: days.map { created.addingTimeInterval(Double($0) * 86_400) })
    let secret = AccessTokenSecret.random()
    try await database.write { try Self.insert(token, secret, for: account, into: $0) }
    return (token, secret)
  }

  private static func insert(
    _ token: AccessToken, _ secret: AccessTokenSecret, for account: Account, into database: Database
  ) throws {
    let known = try Int.fetchOne(
      database, sql: "SELECT COUNT(*) FROM access_tokens WHERE account_id = ?", arguments: [account.id])
    guard known ?? 0 < mostPerAccount else { throw StorageError.tooManyTokens(most: mostPerAccount) }
    try database.execute(
      sql: """
        INSERT INTO access_tokens (id, account_id, name, secret_hash, scopes, created_at, used_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, NULL, ?)
        """,
      arguments: [
        token.id, account.id, token.name, secret.hash, token.scopes.map(\.rawValue).joined(separator: " "),
        token.createdAt.milliseconds, token.expiresAt?.milliseconds,
      ])
  }

  /// All tokens of an account, the newest first; expired ones too, so that one sees why a script fails.
  public func all(of account: Account) async throws(StorageError) -> [AccessToken] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT \(AccessToken.columns) FROM access_tokens WHERE account_id = ? ORDER BY created_at DESC, id
          """,
        arguments: [account.id]
      ).map(AccessToken.init(row:))
    }
  }

  /// Deletes a token, which is good for nothing from then on.
  ///
  /// - Throws: ``StorageError/noSuchToken`` for one that is unknown or somebody else's.
  public func delete(_ id: String, of account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM access_tokens WHERE id = ? AND account_id = ?", arguments: [id, account.id])
      guard database.changesCount == 1 else { throw StorageError.noSuchToken }
    }
  }

  /// The token of a secret and whose it is, noting that it is used; `nil` if it is unknown, deleted or expired, or of
  /// those that expire made when the clock was ahead.
  public func find(
    _ secret: AccessTokenSecret, at time: Date
  ) async throws(StorageError) -> (token: AccessToken, account: Account)? {
    guard let found = try await valid(secret, at: time) else { return nil }
    let used = found.token.lastUsedAt ?? .distantPast
    if time.timeIntervalSince(used) >= Self.noteEvery {
      // A full disk or a busy database does not stop a script; the next request notes it.
      try? await database.write { database in
        try database.execute(
          sql: "UPDATE access_tokens SET used_at = ? WHERE id = ?",
          arguments: [time.milliseconds, found.token.id])
      }
    }
    return found
  }

  /// Whether a secret is still good. Asking is no use of it.
  public func holds(_ secret: AccessTokenSecret, at time: Date) async throws(StorageError) -> Bool {
    try await valid(secret, at: time) != nil
  }

  private func valid(
    _ secret: AccessTokenSecret, at time: Date
  ) async throws(StorageError) -> (token: AccessToken, account: Account)? {
    let hash = secret.hash
    return try await database.read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT \(AccessToken.columns), account_id FROM access_tokens
          WHERE secret_hash = ? AND (expires_at IS NULL OR (expires_at > ? AND created_at <= ?))
          """,
        arguments: [hash, time.milliseconds, time.milliseconds + ClockLeeway.ofDays])
      guard let row,
        let owner = try Row.fetchOne(
          database, sql: "SELECT \(Account.columns) FROM accounts WHERE id = ?",
          arguments: [row["account_id"] as String])
      else { return nil }
      return (AccessToken(row: row), try Account(row: owner))
    }
  }
}

extension AccessToken {
  fileprivate static let columns = "id, name, scopes, created_at, used_at, expires_at"

  fileprivate init(row: Row) {
    let scopes: String = row["scopes"]
    self.init(
      id: row["id"], name: row["name"],
      scopes: scopes.split(separator: " ").compactMap { Scope(rawValue: String($0)) },
      createdAt: Date(milliseconds: row["created_at"]),
      lastUsedAt: (row["used_at"] as Int64?).map(Date.init(milliseconds:)),
      expiresAt: (row["expires_at"] as Int64?).map(Date.init(milliseconds:)))
  }
}
