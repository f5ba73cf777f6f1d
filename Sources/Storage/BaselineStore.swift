import Emotions

/// The baseline of each account that has one: seven numbers, and nothing of when or how they were learned.
public struct BaselineStore: Sendable {
  let database: StoreDatabase

  private static let columns = Emotion.allCases.map(\.rawValue)

  /// The account's baseline; `nil` if it has none, or the numbers were changed by other means and do not fit.
  public func find(_ account: Account) async throws(StorageError) -> Baseline? {
    try await database.read { database in
      try Row.fetchOne(
        database,
        sql: "SELECT \(Self.columns.joined(separator: ", ")) FROM baselines WHERE account_id = ?",
        arguments: [account.id]
      ).flatMap { row in try? Baseline(Self.columns.map { Double.fromDatabaseValue(row[$0]) ?? .nan }) }
    }
  }

  /// Keeps a baseline in place of the one before.
  public func set(_ baseline: Baseline, for account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO baselines (account_id, \(Self.columns.joined(separator: ", ")))
          VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id) DO UPDATE SET
          \(Self.columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
          """,
        arguments: StatementArguments([account.id] + baseline.offsets as [any DatabaseValueConvertible]))
    }
  }

  /// Forgets the account's baseline; where there is none, nothing happens.
  public func remove(for account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(sql: "DELETE FROM baselines WHERE account_id = ?", arguments: [account.id])
    }
  }
}
