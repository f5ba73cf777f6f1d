import Foundation
import GRDB
import Recommendations
import Storage
import Synchronization
import Testing

@Suite struct BackupTests {
  let directory: TemporaryDirectory
  var backup: URL { directory.url.appending(path: "a.backup") }
  var data: URL { directory.url.appending(path: "data") }
  var other: URL { directory.url.appending(path: "other") }

  init() throws { directory = try TemporaryDirectory() }

  private func open(_ url: URL) throws -> Store {
    try Store(directory: url, passwordCost: TemporaryStore.cheap)
  }

  private func account(_ name: String, in store: Store) async throws -> Account {
    try await store.accounts.create(name: name, password: "a long password", role: .member, at: noon)
  }

  private func refused(_ bytes: Data) async -> String {
    do {
      try bytes.write(to: backup)
      _ = try await DatabaseRestore.run(backup, into: data, at: noon)
      return "restored"
    } catch { return "\(error)" }
  }

  @Test func `a backup is one file of its owner's, and restores elsewhere`() async throws {
    let store = try open(data)
    let ada = try await account("ada", in: store)
    try await store.interactions.record(Interaction(itemID: "x", kind: .like, at: noon), for: ada)
    let summary = try await store.backUp(to: backup)
    #expect(summary.accounts == 1)
    #expect(summary.keys == [])
    let rights = try FileManager.default.attributesOfItem(atPath: backup.path())[.posixPermissions] as? Int
    #expect(rights == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.url.path()).sorted() == [
        "a.backup", "data",
      ])

    let restored = try await DatabaseRestore.run(backup, into: other, at: noon)
    #expect(restored.accounts == 1)
    #expect(restored.keys == [])
    #expect(restored.migrations == [])
    #expect(restored.previous == nil)
    let copy = try open(other)
    let known = try #require(try await copy.accounts.authenticate(name: "ada", password: "a long password"))
    #expect(try await copy.interactions.all(of: known).map(\.itemID) == ["x"])
  }

  @Test func `a backup made while others write holds all of what was there before, and no half of anything`()
    async throws
  {
    let store = try open(data)
    let ada = try await account("ada", in: store)
    let over = Turn()
    let writing = Task {
      var written = 0
      while !over.happened {
        for kind in [InteractionKind.like, .view] {
          try await store.interactions.record(
            Interaction(itemID: "\(written)", kind: kind, at: noon), for: ada)
        }
        written += 1
      }
      return written
    }
    var counts: [Int] = []
    for number in 0..<5 {
      let before = try await store.interactions.all(of: ada).count
      let file = directory.url.appending(path: "\(number).backup")
      _ = try await store.backUp(to: file)
      let queue = try DatabaseQueue(path: file.path())
      let (count, sound) = try await queue.read { database in
        (
          try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM interactions") ?? 0,
          try String.fetchOne(database, sql: "PRAGMA integrity_check")
        )
      }
      #expect(sound == "ok")
      #expect(count >= before)
      counts.append(count)
    }
    over.happen()
    #expect(try await writing.value > 0)
    #expect(counts == counts.sorted())
  }

  @Test func `keys go where the database goes`() async throws {
    let store = try open(data)
    _ = try await account("ada", in: store)
    try Data([1, 2, 3]).write(to: data.appending(path: "secrets.key"))
    #expect(try await store.backUp(to: backup).keys == ["secrets.key"])
    let restored = try await DatabaseRestore.run(backup, into: other, at: noon)
    #expect(restored.keys == ["secrets.key"])
    let key = other.appending(path: "secrets.key")
    #expect(try Data(contentsOf: key) == Data([1, 2, 3]))
    #expect(try FileManager.default.attributesOfItem(atPath: key.path())[.posixPermissions] as? Int == 0o600)
    let hasTable = try await DatabaseQueue(path: other.appending(path: "mien.sqlite").path()).read {
      try $0.tableExists("backup_keys")
    }
    #expect(!hasTable)
  }

  @Test func `a file that is there is not replaced`() async throws {
    let store = try open(data)
    try Data("mine".utf8).write(to: backup)
    await #expect(throws: StorageError.backupExists(path: backup.path())) {
      _ = try await store.backUp(to: backup)
    }
    #expect(try Data(contentsOf: backup) == Data("mine".utf8))
    await #expect(throws: StorageError.self) {
      _ = try await store.backUp(to: data.appending(path: "no/where"))
    }
  }

  @Test func `what was there before is kept aside`() async throws {
    let store = try open(data)
    _ = try await account("ada", in: store)
    _ = try await store.backUp(to: backup)
    _ = try await account("bob", in: store)
    try Data([9]).write(to: data.appending(path: "secrets.key"))
    try store.close()
    let restored = try await DatabaseRestore.run(backup, into: data, at: noon)
    let previous = try #require(restored.previous)
    #expect(previous.lastPathComponent == "before-restore-2026-11-22T120000Z")
    #expect(try await open(data).accounts.list().map(\.name) == ["ada"])
    #expect(try await open(previous).accounts.list().map(\.name) == ["ada", "bob"])
    #expect(try Data(contentsOf: previous.appending(path: "secrets.key")) == Data([9]))
    let left = try FileManager.default.contentsOfDirectory(atPath: data.path()).filter { $0.hasPrefix(".") }
    #expect(left.isEmpty)
  }

  @Test func `a damaged database is kept aside with what lies beside it`() async throws {
    let store = try open(other)
    _ = try await account("ada", in: store)
    _ = try await store.backUp(to: backup)
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    let damaged = Data("this was a database once".utf8)
    try damaged.write(to: data.appending(path: "mien.sqlite"))
    try Data("a log".utf8).write(to: data.appending(path: "mien.sqlite-wal"))
    let previous = try #require(try await DatabaseRestore.run(backup, into: data, at: noon).previous)
    #expect(try Data(contentsOf: previous.appending(path: "mien.sqlite")) == damaged)
    #expect(try await open(data).accounts.list().map(\.name) == ["ada"])
  }

  @Test func `nothing is restored while somebody uses the directory`() async throws {
    let store = try open(data)
    _ = try await store.backUp(to: backup)
    await #expect(throws: StorageError.inUse(path: data.path())) {
      _ = try await DatabaseRestore.run(backup, into: data, at: noon)
    }
    #expect(try await store.accounts.isEmpty())
    try store.close()
    _ = try await DatabaseRestore.run(backup, into: data, at: noon)
  }

  @Test func `a backup of each earlier version is restored and brought up to date`() async throws {
    let all = Tables.migrator.migrations
    for (number, migration) in all.enumerated() {
      let file = directory.url.appending(path: "\(number).backup")
      let queue = try DatabaseQueue(path: file.path())
      try Tables.migrator.migrate(queue, upTo: migration)
      try await queue.write { database in
        try database.execute(
          sql: """
            INSERT INTO accounts (id, name, name_key, role, password_hash, created_at)
            VALUES ('1', 'ada', 'ada', 'member', '', 0);
            INSERT INTO interactions (account_id, item_id, kind, made_at) VALUES ('1', 'x', 'like', 1000)
            """)
      }
      try queue.close()
      let target = directory.url.appending(path: "data-\(number)")
      let restored = try await DatabaseRestore.run(file, into: target, at: noon)
      #expect(restored.migrations == Array(all.dropFirst(number + 1)))
      let store = try open(target)
      let ada = try #require(try await store.accounts.list().first)
      #expect(try await store.interactions.all(of: ada).map(\.itemID) == ["x"])
    }
  }

  @Test func `what is no whole backup is refused in a sentence, and the database stays`() async throws {
    let store = try open(data)
    let ada = try await account("ada", in: store)
    for number in 0..<200 {
      try await store.interactions.record(Interaction(itemID: "\(number)", kind: .like, at: noon), for: ada)
    }
    let whole = directory.url.appending(path: "whole.backup")
    _ = try await store.backUp(to: whole)
    try store.close()
    let bytes = try Data(contentsOf: whole)
    let before = try Data(contentsOf: data.appending(path: "mien.sqlite"))
    #expect(await refused(Data()).contains("cannot be restored: it is empty; nothing was changed"))
    #expect(await refused(Data(repeating: 65, count: 9000)).contains("it is no backup of Mien"))
    for length in [bytes.count / 3, bytes.count / 2, bytes.count - 4096] {
      #expect(await refused(bytes.prefix(length)).contains("it is damaged"))
    }
    var scribbled = bytes
    for place in stride(from: 8192, to: bytes.count, by: 11) { scribbled[place] = 0xAA }
    #expect(await refused(scribbled).contains("it is damaged"))
    #expect(try Data(contentsOf: data.appending(path: "mien.sqlite")) == before)
    #expect(try await open(data).accounts.list().map(\.name) == ["ada"])
  }

  @Test func `a foreign database, a newer one and a key that is a path are refused`() async throws {
    func made(_ sql: String, migrated: Bool) throws -> Data {
      let file = directory.url.appending(path: UUID().uuidString)
      let queue = try DatabaseQueue(path: file.path())
      if migrated { try Tables.migrator.migrate(queue) }
      try queue.write { try $0.execute(sql: sql) }
      try queue.close()
      return try Data(contentsOf: file)
    }
    let songs = try made("CREATE TABLE songs (id INTEGER)", migrated: false)
    #expect(await refused(songs).contains("a database of another program"))
    let newer = try made("INSERT INTO grdb_migrations (identifier) VALUES ('9999 tomorrow')", migrated: true)
    #expect(await refused(newer).contains("written by a newer Mien (9999 tomorrow)"))
    let path = try made(
      """
      CREATE TABLE backup_keys (name TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL);
      INSERT INTO backup_keys VALUES ('../up.key', x'00')
      """, migrated: true)
    #expect(await refused(path).contains("it names a key file that is none"))
    #expect(!FileManager.default.fileExists(atPath: directory.url.appending(path: "up.key").path()))
    #expect(!FileManager.default.fileExists(atPath: data.appending(path: "mien.sqlite").path()))
    await #expect(throws: StorageError.self) {
      _ = try await DatabaseRestore.run(directory.url.appending(path: "nowhere"), into: data, at: noon)
    }
  }
}

/// Something that has not happened until it has. A task is not cancelled for it, which would end a write half-way.
private final class Turn: Sendable {
  private let flag = Atomic(false)

  var happened: Bool { flag.load(ordering: .acquiring) }

  func happen() { flag.store(true, ordering: .releasing) }
}
