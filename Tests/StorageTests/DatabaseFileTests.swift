import Foundation
import GRDB
import Recommendations
import Storage
import Testing

@Suite struct DatabaseFileTests {
  let directory: TemporaryDirectory
  var file: URL { directory.url.appending(path: "mien.sqlite") }

  init() throws { directory = try TemporaryDirectory() }

  private func open() throws -> Store {
    try Store(directory: directory.url, passwordCost: TemporaryStore.cheap)
  }

  private func rights(_ url: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: url.path())[.posixPermissions] as? Int
  }

  @Test func `the directory and the database are their owner's alone`() throws {
    let data = directory.url.appending(path: "deep/er")
    let store = try Store(directory: data, passwordCost: TemporaryStore.cheap)
    #expect(try rights(data) == 0o700)
    for file in try FileManager.default.contentsOfDirectory(at: data, includingPropertiesForKeys: nil) {
      #expect(try rights(file) == 0o600, "\(file.lastPathComponent)")
    }
    try store.close()
  }

  @Test func `the database is in WAL mode`() throws {
    let store = try open()
    let mode = try DatabaseQueue(path: store.file.path()).read {
      try String.fetchOne($0, sql: "PRAGMA journal_mode")
    }
    #expect(mode == "wal")
  }

  @Test func `what was acknowledged survives a power cut`() async throws {
    #expect(try await open().synchronous() == 2)
  }

  @Test(arguments: [true, false])
  func `after a stop all is in the one file`(isClosed: Bool) async throws {
    func work() async throws {
      let store = try open()
      try await store.accounts.create(
        name: "Ada", password: "a long password", role: .administrator, at: noon)
      if isClosed { try store.close() }
    }
    try await work()
    let copy = directory.url.appending(path: "copy")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: file, to: copy.appending(path: "mien.sqlite"))
    let store = try Store(directory: copy, passwordCost: TemporaryStore.cheap)
    #expect(try await store.accounts.list().map(\.name) == ["Ada"])
  }

  @Test func `the tables of a new database are in the one file`() throws {
    let store = try open()
    let copy = directory.url.appending(path: "copy.sqlite")
    try FileManager.default.copyItem(at: store.file, to: copy)
    let found = try DatabaseQueue(path: copy.path()).read { try $0.tableExists("accounts") }
    #expect(found)
    try store.close()
  }

  @Test func `two programs open a new database at once`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask { _ = try Store(directory: directory.url, passwordCost: TemporaryStore.cheap) }
      }
      try await group.waitForAll()
    }
    #expect(try await open().accounts.isEmpty())
  }

  @Test func `a database from before items could be finished keeps what is in it`() async throws {
    let older = try DatabaseQueue(path: file.path())
    try Tables.migrator.migrate(older, upTo: "0001 accounts, sessions, interactions, catalogue")
    try await older.write { database in
      try database.execute(
        sql: """
          INSERT INTO accounts (id, name, name_key, role, password_hash, created_at)
          VALUES ('1', 'ada', 'ada', 'member', '', 0);
          INSERT INTO interactions (account_id, item_id, kind, made_at) VALUES ('1', 'x', 'like', 1000)
          """)
    }
    try older.close()
    let newer = try open()
    let ada = try #require(try await newer.accounts.list().first)
    #expect(try await newer.interactions.all(of: ada).map(\.itemID) == ["x"])
    try await newer.interactions.record(Interaction(itemID: "x", kind: .finish, at: noon), for: ada)
    #expect(try await newer.interactions.all(of: ada).map(\.kind) == [.like, .finish])
  }

  @Test func `a database from a newer version is refused and left as it is`() throws {
    try open().close()
    let queue = try DatabaseQueue(path: file.path())
    try queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 tomorrow')")
    }
    try queue.close()
    let before = try Data(contentsOf: file)
    let error = #expect(throws: StorageError.self) { try open() }
    #expect(error == .newerVersion(path: file.path(), migrations: ["9999 tomorrow"]))
    #expect(error?.description.contains("run that version or a later one") == true)
    #expect(try Data(contentsOf: file) == before)
  }

  @Test func `another program's database is refused and left as it is`() throws {
    let queue = try DatabaseQueue(path: file.path())
    try queue.write { try $0.execute(sql: "CREATE TABLE songs (id INTEGER)") }
    try queue.close()
    let before = try Data(contentsOf: file)
    #expect(throws: StorageError.notMiens(path: file.path(), tables: ["songs"])) { try open() }
    #expect(try Data(contentsOf: file) == before)
  }

  @Test func `a file that is no database is refused and left as it is`() throws {
    let bytes = Data(String(repeating: "This is no database. ", count: 400).utf8)
    try bytes.write(to: file)
    #expect(throws: StorageError.notADatabase(path: file.path())) { try open() }
    #expect(try Data(contentsOf: file) == bytes)
  }

  @Test func `a database cut short or overwritten is refused and left as it is`() throws {
    try open().close()
    let whole = try Data(contentsOf: file)
    var scribbled = whole
    for position in stride(from: 4096, to: whole.count, by: 7) { scribbled[position] = 0xAA }
    for damaged in [whole.prefix(whole.count / 2), scribbled] {
      try Data(damaged).write(to: file)
      let error = #expect(throws: StorageError.self) { try open() }
      guard case .damaged(file.path(), _) = error else {
        Issue.record("not refused as damaged: \(String(describing: error))")
        continue
      }
      #expect(try Data(contentsOf: file) == Data(damaged))
    }
  }

  @Test func `an empty file becomes a database`() async throws {
    try Data().write(to: file)
    #expect(try await open().accounts.isEmpty())
  }

  @Test func `a file in the directory's place is refused`() throws {
    let place = directory.url.appending(path: "file")
    try Data("x".utf8).write(to: place)
    #expect(throws: StorageError.directoryUnusable(path: place.path(), reason: "it is a file")) {
      try Store(directory: place)
    }
  }

  @Test func `a directory nobody can write to is refused`() throws {
    for path in ["/proc", "/proc/mien"] {
      let error = #expect(throws: StorageError.self) { try Store(directory: URL(filePath: path)) }
      #expect(error?.description.contains(path) == true)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func `a read-only directory and a read-only database are refused`() throws {
    try open().close()
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.url.path())
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.url.path())
    let error = #expect(throws: StorageError.self) { try open() }
    guard case .directoryUnusable = error else {
      Issue.record("not refused: \(String(describing: error))")
      return
    }
  }

  @Test func `what is asked of a closed store is an error`() async throws {
    let store = try open()
    try store.close()
    await #expect(throws: StorageError.self) { try await store.accounts.isEmpty() }
  }
}
