import Foundation
import Recommendations
import Storage

/// The items there are to recommend on this machine.
enum CatalogueSource {
  /// The starter catalogue, with what was imported where there is a database.
  static func items(_ settings: Settings) async throws -> [Item] {
    let starter = try Catalogue.starter()
    guard let store = try settings.existingStore() else { return starter.items }
    return try await store.catalogue.merged(with: starter).items
  }
}

extension Settings {
  /// The database, made if there is none.
  func openStore() throws(StorageError) -> Store { try Store(database, directory: dataDirectory) }

  /// The database, unless it is a file that is not there yet: reading alone does not make one.
  func existingStore() throws(StorageError) -> Store? {
    if case .file(let file) = database, !FileManager.default.fileExists(atPath: file.path) { return nil }
    return try openStore()
  }
}
