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
      return .ok("catalogue", "\(items.count) items to recommend")
    } catch let error as CatalogueError {
      return .wrong("catalogue", "\(error)", remedy: "build again: scripts/run")
    } catch {
      return .wrong("catalogue", "\(error)", remedy: "put the database right first")
    }
  }
}
