import Foundation
import Recommendations

/// Items somebody imported. They belong to everybody on this server.
public struct CatalogueStore: Sendable {
  let database: StoreDatabase

  /// Adds items, all or none; one with an id that is there already takes its place.
  ///
  /// They are noted as later than all before, even if the clock was set back.
  public func add(_ items: [Item], at time: Date) async throws(StorageError) {
    do { try await importing(at: time) { try $0.add(items) } } catch { throw StorageError(error) }
  }

  /// The imported items that can be read, by title. One that cannot be read does not take the others along;
  /// ``unreadable()`` names it.
  public func imported() async throws(StorageError) -> [Item] { try await rows().compactMap(\.item) }

  /// The ids of the imported items that cannot be read: the database was changed by other means, or by another
  /// version. Importing them again mends them.
  public func unreadable() async throws(StorageError) -> [String] {
    try await rows().filter { $0.item == nil }.map(\.id)
  }

  private func rows() async throws(StorageError) -> [(id: String, item: Item?)] {
    try await database.read { database in
      let decoder = JSONDecoder()
      return try Row.fetchAll(
        database, sql: "SELECT id, item_json FROM catalogue_items ORDER BY title, id"
      ).map { row in
        let id = String.fromDatabaseValue(row["id"]) ?? ""
        let json = String.fromDatabaseValue(row["item_json"]) ?? ""
        let item = try? decoder.decode(Item.self, from: Data(json.utf8))
        // Two rows must not become items with one id.
        return (id, item?.id == id ? item : nil)
      }
    }
  }

  /// Changes whenever items are imported, changed or taken out: the number of changes so far.
  public func version() async throws(StorageError) -> String {
    try await database.read { database in
      String(try Int64.fetchOne(database, sql: "SELECT number FROM catalogue_changes") ?? 0)
    }
  }

  /// The starter catalogue with the imported items, without what was taken out; of two with the same id the imported
  /// one stays.
  ///
  /// - Throws: ``StorageError`` for the database, `CatalogueError` for the starter catalogue.
  public func merged(with starter: Catalogue) async throws -> Catalogue {
    let removed = try await database.read { database in
      try Set(String.fetchAll(database, sql: "SELECT id FROM removed_items"))
    }
    let kept =
      removed.isEmpty ? starter : try Catalogue(items: starter.items.filter { !removed.contains($0.id) })
    return try kept.merging(await imported())
  }
}
