import Foundation
import Recommendations

extension CatalogueStore {
  /// Puts an item in the place of the one with its id, or beside all others.
  ///
  /// - Parameters:
  ///   - isThere: whether an item with the id is to be there already, the starter catalogue's ones included.
  ///   - starter: the items everybody has.
  /// - Throws: ``StorageError/itemExists(id:)``, ``StorageError/noSuchItem(id:)``.
  public func put(
    _ item: Item, replacing isThere: Bool, starter: Catalogue, at time: Date
  ) async throws(StorageError) {
    let isStarter = starter.items.contains { $0.id == item.id }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(item) else {
      throw .failed(code: 0, message: "an item cannot be written as JSON")
    }
    try await database.write { database in
      guard try Self.has(item.id, isStarter: isStarter, in: database) == isThere else {
        throw isThere ? StorageError.noSuchItem(id: item.id) : StorageError.itemExists(id: item.id)
      }
      let newest = try Int64.fetchOne(database, sql: "SELECT MAX(imported_at) FROM catalogue_items")
      try database.execute(
        sql: """
          INSERT INTO catalogue_items (id, kind, title, item_json, imported_at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
            item_json = excluded.item_json, imported_at = excluded.imported_at
          """,
        arguments: [
          item.id, item.kind.rawValue, item.title, String(decoding: json, as: UTF8.self),
          max(time.milliseconds, (newest ?? .min + 1) + 1),
        ])
      try database.execute(sql: "DELETE FROM removed_items WHERE id = ?", arguments: [item.id])
      try Self.noteChange(in: database)
    }
  }

  /// Takes an item out, for everybody. One of the starter catalogue stays out until it is imported or made again.
  ///
  /// - Throws: ``StorageError/noSuchItem(id:)``.
  public func remove(_ id: String, starter: Catalogue, at time: Date) async throws(StorageError) {
    let isStarter = starter.items.contains { $0.id == id }
    try await database.write { database in
      guard try Self.has(id, isStarter: isStarter, in: database) else {
        throw StorageError.noSuchItem(id: id)
      }
      try database.execute(sql: "DELETE FROM catalogue_items WHERE id = ?", arguments: [id])
      if isStarter {
        try database.execute(
          sql: "INSERT INTO removed_items (id, removed_at) VALUES (?, ?)", arguments: [id, time.milliseconds])
      }
      try Self.noteChange(in: database)
    }
  }

  /// Makes ``version()`` another one.
  static func noteChange(in database: Database) throws {
    try database.execute(sql: "UPDATE catalogue_changes SET number = number + 1")
  }

  private static func has(_ id: String, isStarter: Bool, in database: Database) throws -> Bool {
    let imported = try Int.fetchOne(
      database, sql: "SELECT COUNT(*) FROM catalogue_items WHERE id = ?", arguments: [id])
    if imported == 1 { return true }
    let removed = try Int.fetchOne(
      database, sql: "SELECT COUNT(*) FROM removed_items WHERE id = ?", arguments: [id])
    return isStarter && removed == 0
  }
}
