import Foundation
import Recommendations
import Storage

/// The items there are to recommend on this machine.
enum CatalogueSource {
  /// The starter catalogue, with what was imported where there is a database.
  static func items(in dataDirectory: URL) async throws -> [Item] {
    let starter = try Catalogue.starter()
    guard let store = try existingStore(in: dataDirectory) else { return starter.items }
    return try await store.catalogue.merged(with: starter).items
  }

  /// The database, unless there is none yet: reading alone does not make one.
  static func existingStore(in dataDirectory: URL) throws(StorageError) -> Store? {
    let file = dataDirectory.appending(path: "mien.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try Store(directory: dataDirectory)
  }
}
