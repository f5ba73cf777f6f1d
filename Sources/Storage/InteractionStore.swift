import Foundation
import Recommendations

/// What each account did with items. Every question names the account.
public struct InteractionStore: Sendable {
  /// Of an account at most this many interactions are kept, the newest.
  public static let mostPerAccount = 10_000

  let database: StoreDatabase

  /// Notes an interaction; the same kind with the same item again only moves its time.
  public func record(_ interaction: Interaction, for account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO interactions (account_id, item_id, kind, made_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (account_id, item_id, kind) DO UPDATE SET made_at = excluded.made_at
          """,
        arguments: [
          account.id, interaction.itemID, interaction.kind.rawValue, interaction.at.milliseconds,
        ])
      try Self.dropOldest(of: account, in: database)
    }
  }

  /// Keeps the newest interactions of an account, ``mostPerAccount`` of them.
  static func dropOldest(of account: Account, in database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM interactions WHERE account_id = ? AND made_at < (
          SELECT made_at FROM interactions WHERE account_id = ? ORDER BY made_at DESC LIMIT 1 OFFSET ?)
        """,
      arguments: [account.id, account.id, mostPerAccount - 1])
  }

  /// Takes an interaction back; one that is not there stays so.
  public func delete(
    _ kind: InteractionKind, of itemID: String, for account: Account
  ) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM interactions WHERE account_id = ? AND item_id = ? AND kind = ?",
        arguments: [account.id, itemID, kind.rawValue])
    }
  }

  /// All interactions of an account, the oldest first.
  public func all(of account: Account) async throws(StorageError) -> [Interaction] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql:
          """
          SELECT item_id, kind, made_at FROM interactions WHERE account_id = ?
          ORDER BY made_at, item_id, kind
          """,
        arguments: [account.id]
      ).compactMap { row in
        InteractionKind(rawValue: row["kind"]).map {
          Interaction(itemID: row["item_id"], kind: $0, at: Date(milliseconds: row["made_at"]))
        }
      }
    }
  }

  /// Of the choices of all accounts at most so many are learned from, the newest.
  public static let mostChoices = 200_000

  /// What each account liked or finished and did not skip or hide since, by accounts and items; accounts are numbers
  /// from 0.
  public func choices() async throws(StorageError) -> [Choice] {
    try await database.read { database in
      var viewers: [String: Int] = [:]
      return try Row.fetchAll(
        database,
        sql: """
          SELECT account_id, item_id FROM (
            SELECT account_id, item_id, MAX(made_at) AS chosen_at FROM interactions AS chosen
            WHERE kind IN ('like', 'finish') AND NOT EXISTS (
              SELECT 1 FROM interactions AS other WHERE other.account_id = chosen.account_id
              AND other.item_id = chosen.item_id AND other.kind IN ('skip', 'hide')
              AND other.made_at >= chosen.made_at)
            GROUP BY account_id, item_id ORDER BY chosen_at DESC, account_id, item_id LIMIT ?
          ) AS newest ORDER BY account_id, item_id
          """,
        arguments: [Self.mostChoices]
      ).map { row in
        let account: String = row["account_id"]
        let viewer = viewers[account] ?? viewers.count
        viewers[account] = viewer
        return Choice(viewer: viewer, itemID: row["item_id"])
      }
    }
  }
}
