import Foundation
import GRDB
import Glibc

/// Opens a SQLite file, and refuses one that is not ours to write.
///
/// This file, with ``SQLiteEngine``, backup and restore, is all that knows SQLite; the stores speak the SQL it shares with
/// PostgreSQL.
enum DatabaseFile {
  static let name = "mien.sqlite"

  /// The database, with every table up to date.
  ///
  /// - Throws: a ``StorageError``; a file that is refused has not been written to.
  static func open(_ place: URL) throws(StorageError) -> DatabasePool {
    guard Sodium.isReady else { throw .cryptographyUnavailable }
    let file = place.path(percentEncoded: false)
    try makeFile(file)
    try check(file)
    do {
      let pool = try DatabasePool(path: file, configuration: configuration())
      // A pool begins with NORMAL, which waits for the disk once at the end of the steps and not after each; a power cut
      // between takes back whole steps, which are made again.
      try alone(in: file) { try Tables.migrator.migrate(pool) }
      gather(pool)
      // What was acknowledged survives a power cut; writes are few, so the time does not matter.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      return pool
    } catch { throw refusal(of: file, for: error) }
  }

  /// Runs `body` while no other program or thread does with a database in the same folder.
  ///
  /// The migrator reads which migrations were made before it begins its transactions, so two at once would both make
  /// the same one. The lock is on the folder, goes with the process, and leaves no file.
  private static func alone(in file: String, _ body: () throws -> Void) rethrows {
    let folder = Glibc.open(URL(filePath: file).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    defer {
      if folder >= 0 {
        flock(folder, LOCK_UN)
        close(folder)
      }
    }
    if folder >= 0 { while flock(folder, LOCK_EX) != 0, errno == EINTR {} }
    try body()
  }

  /// Brings all that was written into the one file, so that a copy of it is whole.
  ///
  /// If another program reads or writes meanwhile, what is left stays in the `-wal` file beside it: nothing is
  /// lost, and the last to close gathers it.
  static func gather(_ pool: DatabasePool) {
    // By SQL and not by `checkpoint()`, which does not notice that a pool is closed.
    try? pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  private static func configuration(readonly: Bool = false) -> Configuration {
    var configuration = Configuration()
    configuration.label = "mien"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.readonly = readonly
    // What is deleted is overwritten, so that it cannot be found in the file either.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
    return configuration
  }

  static func makeDirectory(_ directory: URL) throws(StorageError) {
    let path = directory.path
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw .directoryUnusable(path: path, reason: "it is a file")
      }
      guard access(path, W_OK | X_OK) == 0 else { throw .directoryUnusable(path: path, reason: lastReason()) }
      return
    }
    do {
      try FileManager.default.createDirectory(
        at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .directoryUnusable(path: path, reason: error.localizedDescription)
    }
  }

  /// An empty file only its owner reads; SQLite gives its companions the same rights.
  private static func makeFile(_ path: String) throws(StorageError) {
    let descriptor = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fileUnusable(path: path, reason: lastReason()) }
    close(descriptor)
  }

  /// Looks at the file without writing to it.
  private static func check(_ file: String) throws(StorageError) {
    let found: (tables: [String], migrations: Set<String>, faults: [String])
    do {
      let queue = try DatabaseQueue(path: file, configuration: configuration(readonly: true))
      found = try queue.read { database in
        let tables = try String.fetchAll(
          database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        let faults = try String.fetchAll(database, sql: "PRAGMA quick_check(1)").filter { $0 != "ok" }
        return (tables, try Tables.migrator.appliedIdentifiers(database), faults)
      }
      try queue.close()
    } catch { throw refusal(of: file, for: error) }
    if let fault = found.faults.first { throw .damaged(path: file, detail: fault) }
    if !found.tables.isEmpty, !found.tables.contains("grdb_migrations") {
      throw .notMiens(path: file, tables: found.tables)
    }
    let unknown = found.migrations.subtracting(Tables.migrator.migrations)
    guard unknown.isEmpty else { throw .newerVersion(path: file, migrations: unknown.sorted()) }
  }

  static func refusal(of file: String, for error: any Error) -> StorageError {
    guard let error = error as? DatabaseError else { return StorageError(error) }
    let message = error.message ?? "no message"
    return switch error.resultCode {
    case .SQLITE_NOTADB: .notADatabase(path: file)
    case .SQLITE_CORRUPT: .damaged(path: file, detail: message)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR, .SQLITE_FULL:
      .fileUnusable(path: file, reason: message)
    default: StorageError(error)
    }
  }

  private static func lastReason() -> String { String(cString: strerror(errno)) }
}
