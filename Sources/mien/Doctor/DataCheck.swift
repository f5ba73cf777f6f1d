import Foundation
import Recommendations
import Storage

/// Whether the data directory, its database and the catalogue are in order.
enum DataCheck {
  static func run(_ settings: Settings) async -> [Finding] {
    [database(in: settings.dataDirectory), await catalogue(in: settings.dataDirectory)]
  }

  private static func database(in folder: URL) -> Finding {
    do {
      // Opening checks every page, the version, and that the folder can be written to.
      guard let store = try CatalogueSource.existingStore(in: folder) else { return notThereYet(folder) }
      defer { try? store.close() }
      return .ok("database", "\(store.file.path) opens and is sound")
    } catch {
      return .wrong("database", "\(error)", remedy: "see docs/command-line.md, “The data directory”")
    }
  }

  private static func notThereYet(_ folder: URL) -> Finding {
    var nearest = folder
    while !FileManager.default.fileExists(atPath: nearest.path), nearest.path != "/" {
      nearest.deleteLastPathComponent()
    }
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: nearest.path, isDirectory: &isDirectory)
    guard isDirectory.boolValue, FileManager.default.isWritableFile(atPath: nearest.path) else {
      return .wrong(
        "database",
        "\(folder.path) is not there and cannot be made: \(nearest.path) is no folder you may write to",
        remedy: "choose another folder: --data-dir, or change its owner")
    }
    return .note("database", "there is none yet; the first start makes it in \(folder.path)")
  }

  private static func catalogue(in folder: URL) async -> Finding {
    do {
      let items = try await CatalogueSource.items(in: folder)
      if let finding = try await unreadable(in: folder) { return finding }
      return .ok("catalogue", "\(items.count) items to recommend")
    } catch let error as CatalogueError {
      return .wrong("catalogue", "\(error)", remedy: "build again: scripts/run")
    } catch {
      return .wrong("catalogue", "\(error)", remedy: "put the database right first")
    }
  }

  /// Imported items that nobody is shown because they cannot be read, the first of them by name.
  private static func unreadable(in folder: URL) async throws -> Finding? {
    guard let store = try CatalogueSource.existingStore(in: folder) else { return nil }
    defer { try? store.close() }
    let ids = try await store.catalogue.unreadable()
    guard !ids.isEmpty else { return nil }
    let named = ids.prefix(10).joined(separator: ", ") + (ids.count > 10 ? " and \(ids.count - 10) more" : "")
    return .wrong(
      "catalogue",
      "\(ids.count == 1 ? "1 imported item" : "\(ids.count) imported items") cannot be read: \(named)",
      remedy: "import them again: mien catalogue import FILE")
  }
}
