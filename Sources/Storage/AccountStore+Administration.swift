import Foundation

/// An account as administrators see it.
public struct AccountEntry: Hashable, Sendable {
  public let account: Account
  /// `nil` if nobody ever signed in. It is noted once a minute.
  public let lastSeenAt: Date?
  public let hasSecondFactor: Bool
}

/// What administrators do with others' accounts.
extension AccountStore {
  /// All accounts, the oldest first.
  public func entries() async throws(StorageError) -> [AccountEntry] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT \(Account.columns), last_seen_at, (
            SELECT COUNT(*) FROM second_factors WHERE account_id = accounts.id AND enabled_at IS NOT NULL
          ) AS factors FROM accounts ORDER BY accounts.created_at, name_key
          """
      ).map { row in
        AccountEntry(
          account: try Account(row: row),
          lastSeenAt: (row["last_seen_at"] as Int64?).map(Date.init(milliseconds:)),
          hasSecondFactor: row["factors"] as Int > 0)
      }
    }
  }

  /// The account with this name.
  ///
  /// - Throws: ``StorageError/noSuchAccount(_:)``, ``StorageError/unfitName(_:)``.
  public func find(name: String) async throws(StorageError) -> Account {
    let name = try AccountName(name)
    return try await database.read { try Self.find(name, in: $0) }
  }

  /// The account with this id.
  ///
  /// - Throws: ``StorageError/unknownAccount``.
  public func find(id: String) async throws(StorageError) -> Account {
    try await database.read { try Self.find(id: id, in: $0) }
  }

  /// Makes somebody an administrator or a member.
  ///
  /// - Returns: the account as it was before.
  /// - Throws: ``StorageError/unknownAccount``; ``StorageError/lastAdministrator(_:)``.
  @discardableResult
  public func setRole(_ role: Role, of id: String) async throws(StorageError) -> Account {
    try await database.write { database in
      let account = try Self.find(id: id, in: database)
      if role != .administrator { try Self.keepAnAdministrator(besides: account, in: database) }
      try database.execute(
        sql: "UPDATE accounts SET role = ? WHERE id = ?", arguments: [role.rawValue, id])
      return account
    }
  }

  /// Deletes an account with all that is known of it.
  ///
  /// - Returns: the account, and the ids of its sessions and access tokens.
  /// - Throws: ``StorageError/unknownAccount``; ``StorageError/lastAdministrator(_:)``.
  @discardableResult
  public func delete(id: String) async throws(StorageError) -> (account: Account, ended: [String]) {
    try await database.write { database in
      let account = try Self.find(id: id, in: database)
      try Self.keepAnAdministrator(besides: account, in: database)
      let ended = try Self.openings(of: id, in: database)
      try database.execute(sql: "DELETE FROM accounts WHERE id = ?", arguments: [id])
      return (account, ended)
    }
  }

  static func find(id: String, in database: Database) throws -> Account {
    let row = try Row.fetchOne(
      database, sql: "SELECT \(Account.columns) FROM accounts WHERE id = ?", arguments: [id])
    guard let row else { throw StorageError.unknownAccount }
    return try Account(row: row)
  }

  /// A server without an administrator cannot be looked after, and one without accounts belongs to the next visitor.
  static func keepAnAdministrator(besides account: Account, in database: Database) throws {
    let others = try Int.fetchOne(
      database, sql: "SELECT COUNT(*) FROM accounts WHERE role = 'administrator' AND id <> ?",
      arguments: [account.id])
    guard account.role == .member || others ?? 0 > 0 else {
      throw StorageError.lastAdministrator(account.name)
    }
  }
}
