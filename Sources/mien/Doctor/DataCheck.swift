import Foundation
import Recommendations
import Storage

/// Whether the data directory, its database and the catalogue are in order.
enum DataCheck {
  static func run(_ settings: Settings) async -> [Finding] {
    [await database(settings), await catalogue(settings)] + (await key(settings))
  }

  private static func database(_ settings: Settings) async -> Finding {
    do {
      // Opening checks every page of SQLite's file, the version, and that there is the right to write.
      guard let store = try settings.existingStore() else { return notThereYet(settings.database) }
      defer { try? store.close() }
      let server = try await store.server()
      return .ok("database", "\(store.place) \(server.map { "answers: \($0)" } ?? "opens and is sound")")
    } catch {
      return .wrong("database", "\(error)", remedy: "see docs/command-line.md, “The data directory”")
    }
  }

  private static func notThereYet(_ database: DatabasePlace) -> Finding {
    let folder = URL(filePath: database.description).deletingLastPathComponent()
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

  /// The key of the second factors, where there is one or has to be one.
  private static func key(_ settings: Settings) async -> [Finding] {
    // What is wrong with the database was said.
    guard let store = try? settings.existingStore() else { return [] }
    defer { try? store.close() }
    guard let state = try? await store.secondFactors.keyState() else { return [] }
    let lost =
      "put it back from a backup, or switch the second factors off: mien user second-factor off NAME"
    return switch state {
    case .notNeeded: []
    case .sound(let path): [.ok("key", "\(path) opens the second factors")]
    case .missing(let path):
      [.wrong("key", "\(path) is not there, and second factors need it", remedy: lost)]
    case .unreadable(let path):
      [.wrong("key", "\(path) cannot be read", remedy: "give it to the user that runs Mien: chown")]
    case .unfit(let path, let bytes):
      [.wrong("key", "\(path) is no key: it has \(bytes) bytes", remedy: lost)]
    case .open(let path):
      [.wrong("key", "others than its owner may read \(path)", remedy: "chmod 600 \(path)")]
    case .another(let path):
      [.wrong("key", "\(path) is not the key that the second factors were sealed with", remedy: lost)]
    }
  }

  private static func catalogue(_ settings: Settings) async -> Finding {
    do {
      let items = try await CatalogueSource.items(settings)
      if let finding = try await unreadable(settings) { return finding }
      return .ok("catalogue", "\(items.count) items to recommend")
    } catch let error as CatalogueError {
      return .wrong("catalogue", "\(error)", remedy: "build again: scripts/run")
    } catch {
      return .wrong("catalogue", "\(error)", remedy: "put the database right first")
    }
  }

  /// Imported items that nobody is shown because they cannot be read, the first of them by name.
  private static func unreadable(_ settings: Settings) async throws -> Finding? {
    guard let store = try settings.existingStore() else { return nil }
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
