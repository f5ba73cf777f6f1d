import Foundation
import GRDB

/// Puts a backup in the place of a data directory's database.
///
/// The backup is copied into the directory, checked there whole, and brought up to date, before anything of the old
/// database is touched. Then the old one is kept aside and the new one takes its place in one step. Whatever stops the
/// work before that step leaves the old database as it was.
public enum DatabaseRestore {
  /// What was put in place.
  public struct Summary: Equatable, Sendable {
    public let accounts: Int
    /// Names of the key files that came with it.
    public let keys: [String]
    /// Steps by which its tables were brought up to date.
    public let migrations: [String]
    /// The folder with the database that was there; `nil` if there was none.
    public let previous: URL?
  }

  /// - Parameters:
  ///   - backup: what ``Store/backUp(to:)`` wrote, of this or an earlier version of Mien.
  ///   - directory: made if there is none.
  ///   - name: of the database's file in the directory.
  ///   - time: names the folder in which the old database is kept.
  /// - Throws: ``StorageError/inUse(path:)`` while a server or another program uses the directory;
  ///   ``StorageError/unfitBackup(path:reason:)`` if the file is no whole backup of a version we know.
  public static func run(
    _ backup: URL, into directory: URL, named name: String = "mien.sqlite", at time: Date
  ) async throws(StorageError) -> Summary {
    try await onThread { () throws(StorageError) in
      try DatabaseFile.makeDirectory(directory)
      let lock = try DirectoryLock(.alone, in: directory)
      return try withExtendedLifetime(lock) { () throws(StorageError) in
        let staging = directory.appending(path: ".restore-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: staging) }
        let staged = try Staged(backup, in: staging)
        let previous = try keepAside(directory, name, at: time)
        try staged.takePlace(in: directory, named: name)
        return Summary(
          accounts: staged.accounts, keys: staged.keys.map(\.name), migrations: staged.migrations,
          previous: previous)
      }
    }
  }

  /// Keeps what is there under a second name; its database stays in place too.
  private static func keepAside(_ directory: URL, _ name: String, at time: Date) throws(StorageError) -> URL?
  {
    let file = directory.appending(path: name)
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { return nil }
    gather(file)
    let stamp = time.formatted(.iso8601.timeSeparator(.omitted).dateTimeSeparator(.standard))
    let folder = directory.appending(path: "before-restore-\(stamp)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try FileManager.default.linkItem(at: file, to: folder.appending(path: name))
      for key in KeyFiles.names(in: directory) {
        try FileManager.default.copyItem(
          at: directory.appending(path: key), to: folder.appending(path: key))
      }
      // What SQLite would otherwise read into the new database.
      for ending in ["-wal", "-shm", "-journal"] {
        let companion = directory.appending(path: name + ending)
        if FileManager.default.fileExists(atPath: companion.path(percentEncoded: false)) {
          try FileManager.default.moveItem(
            at: companion, to: folder.appending(path: companion.lastPathComponent))
        }
      }
    } catch {
      throw .fileUnusable(
        path: folder.path(percentEncoded: false), reason: "the old database cannot be kept there")
    }
    try sync(folder.path(percentEncoded: false))
    return folder
  }

  /// Brings a sound database into its one file. One that is not is kept aside with its companions.
  private static func gather(_ file: URL) {
    guard let queue = try? DatabaseQueue(path: file.path(percentEncoded: false)) else { return }
    _ = try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try? queue.close()
  }
}

/// A backup beside the database, checked and up to date.
private struct Staged {
  private let file: URL
  let accounts: Int
  let keys: [(name: String, content: Data)]
  let migrations: [String]

  init(_ backup: URL, in folder: URL) throws(StorageError) {
    let path = backup.path(percentEncoded: false)
    file = folder.appending(path: DatabaseFile.name)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try FileManager.default.copyItem(at: backup, to: file)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: file.path(percentEncoded: false))
    } catch {
      throw .unfitBackup(path: path, reason: "it cannot be read, or not be copied into the data directory")
    }
    do {
      var configuration = Configuration()
      configuration.foreignKeysEnabled = true
      let queue = try DatabaseQueue(path: file.path(percentEncoded: false), configuration: configuration)
      let before = try queue.read(Self.check)
      keys = try queue.write { database in try Self.takeKeys(from: database) }
      try Tables.migrator.migrate(queue)
      migrations = Tables.migrator.migrations.filter { !before.contains($0) }
      accounts = try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM accounts") ?? 0 }
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try queue.close()
    } catch let unfit as Unfit {
      throw .unfitBackup(path: path, reason: unfit.reason)
    } catch let error as DatabaseError {
      let isForeign = error.resultCode == .SQLITE_NOTADB
      throw .unfitBackup(
        path: path,
        reason: isForeign ? "it is no backup of Mien" : "it is damaged (\(error.message ?? "no message"))")
    } catch { throw StorageError(error) }
    try sync(file.path(percentEncoded: false))
  }

  private struct Unfit: Error { let reason: String }

  /// The migrations made in it.
  private static func check(_ database: GRDB.Database) throws -> Set<String> {
    let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    guard !tables.isEmpty else { throw Unfit(reason: "it is empty") }
    guard tables.contains("grdb_migrations"), tables.contains("accounts") else {
      throw Unfit(reason: "it is no backup of Mien, but a database of another program")
    }
    let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(1)").filter { $0 != "ok" }
    if let fault = faults.first { throw Unfit(reason: "it is damaged (\(fault))") }
    if try GRDB.Row.fetchOne(database, sql: "PRAGMA foreign_key_check") != nil {
      throw Unfit(reason: "it is damaged (a row names another that is not there)")
    }
    let made = try Tables.migrator.appliedIdentifiers(database)
    let unknown = made.subtracting(Tables.migrator.migrations)
    guard unknown.isEmpty else {
      throw Unfit(
        reason:
          "it was written by a newer Mien (\(unknown.sorted().joined(separator: ", "))); use that version")
    }
    return made
  }

  private static func takeKeys(from database: GRDB.Database) throws -> [(name: String, content: Data)] {
    guard try database.tableExists(DatabaseBackup.keyTable) else { return [] }
    let rows = try GRDB.Row.fetchAll(
      database, sql: "SELECT name, content FROM \(DatabaseBackup.keyTable) ORDER BY name")
    let keys = rows.map { row in (name: row["name"] as String, content: row["content"] as Data) }
    guard keys.allSatisfy({ KeyFiles.isKey($0.name) }) else {
      throw Unfit(reason: "it names a key file that is none")
    }
    try database.execute(sql: "DROP TABLE \(DatabaseBackup.keyTable)")
    return keys
  }

  func takePlace(in directory: URL, named name: String) throws(StorageError) {
    for key in keys { try KeyFiles.write(key.content, named: key.name, in: directory) }
    let place = directory.appending(path: name).path(percentEncoded: false)
    guard rename(file.path(percentEncoded: false), place) == 0 else {
      throw .fileUnusable(path: place, reason: String(cString: strerror(errno)))
    }
    try sync(directory.path(percentEncoded: false))
  }
}
