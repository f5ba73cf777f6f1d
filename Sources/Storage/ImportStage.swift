import Foundation

/// Tables of one connection, in which an import waits until all of it is there.
enum ImportStage {
  static func make(in database: Database) throws {
    drop(in: database)
    try database.execute(
      sql: "CREATE TEMPORARY TABLE import_items (id TEXT, kind TEXT, title TEXT, item_json TEXT)")
    try database.execute(
      sql: "CREATE TEMPORARY TABLE import_interactions (item_id TEXT, kind TEXT, made_at BIGINT)")
  }

  /// What cannot be dropped goes with the connection.
  static func drop(in database: Database) {
    for table in ["import_items", "import_interactions"] {
      try? database.execute(sql: "DROP TABLE IF EXISTS \(table)")
    }
  }

  /// Takes the items over that change anything. In the order of their ids, which an index is quickest in.
  static func keepItems(in database: Database, at time: Date, noting changes: inout ImportChanges) throws {
    let newest = try Int64.fetchOne(database, sql: "SELECT MAX(imported_at) FROM catalogue_items")
    let noted = max(time.milliseconds, (newest ?? .min + 1) + 1)
    try database.execute(
      sql: """
        DELETE FROM import_items WHERE EXISTS (
          SELECT 1 FROM catalogue_items old WHERE old.id = import_items.id AND old.kind = import_items.kind
            AND old.title = import_items.title AND old.item_json = import_items.item_json)
        """)
    changes.unchanged = database.changesCount
    let before = try count(in: database)
    try database.execute(
      sql: """
        INSERT INTO catalogue_items (id, kind, title, item_json, imported_at)
        SELECT id, kind, title, item_json, ? FROM import_items WHERE TRUE ORDER BY id
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
          item_json = excluded.item_json, imported_at = excluded.imported_at
        """, arguments: [noted])
    let written = database.changesCount
    changes.added = try count(in: database) - before
    changes.updated = written - changes.added
    // What comes back is not taken out any more. It cannot be among the unchanged, since it was not there.
    try database.execute(sql: "DELETE FROM removed_items WHERE id IN (SELECT id FROM import_items)")
    if written > 0 { try CatalogueStore.noteChange(in: database) }
  }

  /// Takes the interactions over that are new or later, and of the account only the newest.
  static func keepInteractions(
    of account: Account, in database: Database, at time: Date, noting changes: inout ImportChanges
  ) throws {
    try database.execute(
      sql: """
        DELETE FROM import_interactions WHERE EXISTS (
          SELECT 1 FROM interactions old WHERE old.account_id = ? AND old.item_id = import_interactions.item_id
            AND old.kind = import_interactions.kind
            AND (old.made_at >= import_interactions.made_at OR import_interactions.made_at >= ?))
        """, arguments: [account.id, time.milliseconds])
    try database.execute(
      sql: """
        INSERT INTO interactions (account_id, item_id, kind, made_at)
        SELECT ?, item_id, kind, MAX(made_at) FROM import_interactions WHERE TRUE GROUP BY item_id, kind
        ON CONFLICT (account_id, item_id, kind) DO UPDATE SET made_at = excluded.made_at
        """, arguments: [account.id])
    let written = database.changesCount
    try InteractionStore.dropOldest(of: account, in: database)
    changes.interactions =
      try Int.fetchOne(
        database,
        sql: """
          SELECT COUNT(*) FROM (SELECT item_id, kind, MAX(made_at) AS made_at FROM import_interactions
            GROUP BY item_id, kind) new
          JOIN interactions kept ON kept.account_id = ? AND kept.item_id = new.item_id
            AND kept.kind = new.kind AND kept.made_at = new.made_at
          """, arguments: [account.id]) ?? 0
    changes.tooOld = written - changes.interactions
  }

  private static func count(in database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM catalogue_items") ?? 0
  }
}
