import Foundation

/// Passwords of people who are signed in already.
extension AccountStore {
  /// Whether this is the account's password, asked again before something that a borrowed browser should not do.
  public func isPassword(_ password: String, of account: Account) async throws(StorageError) -> Bool {
    try await hasher.verify(Password(password), against: try await hash(of: account))
  }

  /// Another password in place of the present one. All sessions and access tokens of the account end, and a new
  /// session starts.
  ///
  /// - Parameter agent: what the browser calls itself.
  /// - Returns: the new session's token and the ids of the sessions and access tokens that ended; `nil` if the present
  ///   password is not `current`.
  /// - Throws: ``StorageError/unfitPassword(_:)``.
  public func changePassword(
    of account: Account, from current: String, to new: String, at time: Date, agent: String = ""
  ) async throws(StorageError) -> (token: SessionToken, ended: [String])? {
    let old = try await hash(of: account)
    guard try await hasher.verify(Password(current), against: old) else { return nil }
    let chosen = try Password(chosen: new, for: AccountName(account.name))
    guard chosen.bytes != Password(current).bytes else {
      throw .unfitPassword("take another one than the present")
    }
    let hash = try await hasher.hash(chosen)
    let token = SessionToken.random()
    return try await database.write { database in
      // Somebody else may have changed it meanwhile, who knew it as well.
      guard try Self.hash(of: account.id, in: database) == old else { return nil }
      let ended = try Self.setPassword(of: account.id, to: hash, in: database)
      try SessionStore.insert(token, for: account.id, agent: agent, at: time, into: database)
      return (token, ended)
    }
  }

  private func hash(of account: Account) async throws(StorageError) -> String? {
    try await database.read { try Self.hash(of: account.id, in: $0) }
  }

  private static func hash(of id: String, in database: Database) throws -> String? {
    try String.fetchOne(database, sql: "SELECT password_hash FROM accounts WHERE id = ?", arguments: [id])
  }

  /// Keeps a password and ends all that was opened with the one before.
  ///
  /// - Returns: the ids of sessions and access tokens that ended.
  static func setPassword(of id: String, to hash: String, in database: Database) throws -> [String] {
    let ended = try openings(of: id, in: database)
    try database.execute(sql: "UPDATE accounts SET password_hash = ? WHERE id = ?", arguments: [hash, id])
    for table in ["sessions", "access_tokens", "password_resets", "foreign_attempts"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE account_id = ?", arguments: [id])
    }
    return ended
  }

  /// The ids of an account's sessions and access tokens.
  static func openings(of id: String, in database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT token_hash FROM sessions WHERE account_id = ?
        UNION ALL SELECT id FROM access_tokens WHERE account_id = ?
        """,
      arguments: [id, id])
  }
}
