import Foundation
import GRDB
import Synchronization

/// One file, through GRDB: reads beside one writer (WAL).
final class SQLiteEngine: DatabaseEngine {
  let pool: DatabasePool
  private let file: URL
  /// Held until we are closed.
  private let lock: Mutex<DirectoryLock?>

  let isShared = false

  /// - Throws: ``StorageError``; a file that is refused has not been written to.
  init(_ file: URL) throws(StorageError) {
    let directory = file.deletingLastPathComponent()
    try DatabaseFile.makeDirectory(directory)
    lock = Mutex(try DirectoryLock(.shared, in: directory))
    pool = try DatabaseFile.open(file)
    self.file = file
  }

  deinit { DatabaseFile.gather(pool) }

  func close() throws {
    DatabaseFile.gather(pool)
    try pool.close()
    lock.withLock { $0 = nil }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await pool.read { try body(Database(SQLiteConnection(database: $0))) }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await pool.write { try body(Database(SQLiteConnection(database: $0))) }
  }

  func collect<Found: Sendable, Kept: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Found,
    thenWrite write: @escaping @Sendable (Database) throws -> Kept,
    finally clean: @escaping @Sendable (Database) -> Void
  ) async throws -> (Found, Kept) {
    try await pool.writeWithoutTransaction { database in
      let ours = Database(SQLiteConnection(database: database))
      defer { clean(ours) }
      var (found, kept) = (Found?.none, Kept?.none)
      try database.inTransaction(.deferred) {
        found = try body(ours)
        return .commit
      }
      try database.inTransaction(.immediate) {
        kept = try write(ours)
        return .commit
      }
      guard let found, let kept else { throw StorageError.failed(code: 0, message: "the work had no end") }
      return (found, kept)
    }
  }

  /// Writes the file anew, without the room that deleted rows took: where rows were moved from page to page, a copy of
  /// one may lie in such room although what is deleted is overwritten. Then empties the log beside it.
  ///
  /// - Throws: ``StorageError/failed(code:message:)`` if somebody reads for so long that the log cannot be emptied.
  func forgetDeleted() async throws {
    let isBusy = try await pool.writeWithoutTransaction { database in
      try database.execute(sql: "VACUUM")
      return try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? 1
    }
    guard isBusy == 0 else {
      throw StorageError.failed(
        code: 5, message: "the log beside the database is in use by another program")
    }
  }

  /// With what SQLite keeps beside it.
  func size() async -> Int? {
    let sizes = ["", "-wal"].compactMap { ending in
      try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false) + ending)[.size]
        as? Int
    }
    return sizes.isEmpty ? nil : sizes.reduce(0, +)
  }
}

/// GRDB's connection in our words.
private struct SQLiteConnection: DatabaseConnection {
  let database: GRDB.Database

  func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int {
    try database.execute(sql: sql, arguments: Self.bound(arguments))
    return database.changesCount
  }

  func answer(_ sql: String, _ arguments: [DatabaseValue]) throws -> (columns: [String], rows: [Row]) {
    let statement = try database.cachedStatement(sql: sql)
    let columns = Row.Columns(statement.columnNames)
    let places = 0..<columns.names.count
    let cursor = try GRDB.Row.fetchCursor(statement, arguments: Self.bound(arguments))
    var rows: [Row] = []
    while let row = try cursor.next() {
      rows.append(Row(columns: columns, values: places.map { DatabaseValue(row[$0] as GRDB.DatabaseValue) }))
    }
    return (columns.names, rows)
  }

  func append(to table: String, _ rows: [[DatabaseValue]]) throws {
    guard let width = rows.first?.count else { return }
    let values = Array(repeating: "?", count: width).joined(separator: ", ")
    let statement = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(values))")
    for row in rows { try statement.execute(arguments: Self.bound(row)) }
  }

  private static func bound(_ values: [DatabaseValue]) -> GRDB.StatementArguments {
    GRDB.StatementArguments(values.map(GRDB.DatabaseValue.init))
  }
}

extension DatabaseValue {
  fileprivate init(_ value: GRDB.DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .whole(number)
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .blob(let bytes): self = .bytes(bytes)
    }
  }
}

extension GRDB.DatabaseValue {
  fileprivate init(_ value: DatabaseValue) {
    self =
      switch value {
      case .null: .null
      case .whole(let number): number.databaseValue
      case .number(let number): number.databaseValue
      case .text(let text): text.databaseValue
      // Named, for `Data` has a `databaseValue` of ours, too, and one as JSON.
      case .bytes(let bytes): (bytes as any GRDB.DatabaseValueConvertible).databaseValue
      }
  }
}
