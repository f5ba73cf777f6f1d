import Foundation
import GRDB

extension Store {
  /// What a backup holds.
  public struct BackupSummary: Equatable, Sendable {
    /// Of the file.
    public let bytes: Int
    public let accounts: Int
    /// Names of the key files that are in it.
    public let keys: [String]
  }

  /// Writes everything into one new file while the server goes on: the database as it is at one moment, and the key
  /// files of its directory.
  ///
  /// The file is a database of SQLite that only its owner may read; ``DatabaseRestore`` reads it. It appears under its
  /// name when it is whole, checked and on the disk.
  ///
  /// - Throws: ``StorageError/notWithPostgres(_:)`` with the command that does it;
  ///   ``StorageError/backupExists(path:)`` rather than replace a file; ``StorageError/damaged(path:detail:)``
  ///   if the copy fails SQLite's check; ``StorageError/fileUnusable(path:reason:)``.
  public func backUp(to target: URL) async throws(StorageError) -> BackupSummary {
    let directory = directory
    if let server = database.engine as? PostgresEngine {
      throw .notWithPostgres(
        "PostgreSQL makes its own backups: pg_dump --format=custom --file=mien.dump "
          + "'\(server.address.withoutPassword)', and keep \(KeyFile(in: directory).path) with it")
    }
    guard let source = database.engine as? SQLiteEngine else {
      throw .fileUnusable(path: place, reason: "it is no file")
    }
    return try await onThread { () throws(StorageError) in
      try DatabaseBackup(target: target).write(source.pool, keysIn: directory)
    }
  }
}

/// Runs long work with files on a thread of its own.
func onThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws(StorageError) -> Value
) async throws(StorageError) -> Value {
  let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(returning: Result { () throws(StorageError) in try work() })
    }
  }
  return try result.get()
}

/// One backup file in the making.
struct DatabaseBackup {
  /// The table of the key files; only backups have it.
  static let keyTable = "backup_keys"

  let target: URL

  func write(_ pool: DatabasePool, keysIn directory: URL) throws(StorageError) -> Store.BackupSummary {
    let path = target.path(percentEncoded: false)
    var status = stat()
    guard lstat(path, &status) != 0 else { throw .backupExists(path: path) }
    let partial = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).\(UUID().uuidString).partial")
    let partialPath = partial.path(percentEncoded: false)
    let descriptor = open(partialPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fileUnusable(path: path, reason: String(cString: strerror(errno))) }
    close(descriptor)
    defer { for ending in ["", "-wal", "-shm", "-journal"] { unlink(partialPath + ending) } }
    let (accounts, keys) = try copy(pool, to: partialPath, keysIn: directory)
    try sync(partialPath)
    // A link and not a move, which would replace what somebody put there meanwhile.
    guard link(partialPath, path) == 0 else {
      if errno == EEXIST { throw .backupExists(path: path) }
      throw .fileUnusable(path: path, reason: String(cString: strerror(errno)))
    }
    try sync(target.deletingLastPathComponent().path(percentEncoded: false))
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return Store.BackupSummary(bytes: size ?? 0, accounts: accounts, keys: keys)
  }

  private func copy(
    _ pool: DatabasePool, to path: String, keysIn directory: URL
  ) throws(StorageError) -> (accounts: Int, keys: [String]) {
    let keys = KeyFiles.names(in: directory)
    do {
      let queue = try DatabaseQueue(path: path)
      try pool.backup(to: queue)
      // One file, without companions.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      let faults = try queue.write { database in
        try database.execute(
          sql: "CREATE TABLE \(Self.keyTable) (name TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL)")
        for name in keys {
          let content = try Data(contentsOf: directory.appending(path: name))
          try database.execute(
            sql: "INSERT INTO \(Self.keyTable) (name, content) VALUES (?, ?)", arguments: [name, content])
        }
        return try String.fetchAll(database, sql: "PRAGMA integrity_check(1)").filter { $0 != "ok" }
      }
      if let fault = faults.first { throw StorageError.damaged(path: path, detail: fault) }
      let accounts = try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM accounts") ?? 0 }
      try queue.close()
      return (accounts, keys)
    } catch { throw DatabaseFile.refusal(of: target.path(percentEncoded: false), for: error) }
  }
}
