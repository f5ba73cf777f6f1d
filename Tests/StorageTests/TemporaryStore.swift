import Emotions
import Foundation
import Recommendations
import Storage

/// A directory for one test, gone with it.
final class TemporaryDirectory: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mien-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A store in a directory of its own, with the cheapest password hashes there are.
///
/// In PostgreSQL it has a schema of its own, gone with it.
struct TemporaryStore: Sendable {
  let directory: TemporaryDirectory
  let place: DatabasePlace
  let store: Store
  private let schema: TemporarySchema?

  static let cheap = PasswordCost(operations: 1, memory: 8192)

  init(
    cost: PasswordCost = cheap, willVerify: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    directory = try TemporaryDirectory()
    schema = TestEngine.current == .postgres ? try TemporarySchema() : nil
    let data = directory.url.appending(path: "data")
    place = schema.map { .server($0.address) } ?? .file(data.appending(path: "mien.sqlite"))
    store = try Store(place, directory: data, passwordCost: cost, willVerify: willVerify)
  }

  /// The same database, opened again.
  func again(cost: PasswordCost = cheap) throws -> Store {
    try Store(place, directory: directory.url.appending(path: "data"), passwordCost: cost)
  }

  func account(_ name: String, role: Role = .member) async throws -> Account {
    try await store.accounts.create(name: name, password: "a long password", role: role, at: noon)
  }
}

/// 2026-11-22 12:00 UTC.
let noon = Date(timeIntervalSince1970: 1_795_348_800)

func item(_ id: String, title: String = "A title", kind: ItemKind = .music) -> Item {
  Item(
    id: id, title: title, creator: "Somebody", year: 1900, kind: kind, minutes: 4,
    link: "https://example.org/",
    place: Affect(valence: 0.5, arousal: -0.25), energy: 0.5, tags: ["a tag"], why: "It is for a test.")
}
