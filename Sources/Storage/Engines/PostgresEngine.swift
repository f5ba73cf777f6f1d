import Foundation

/// A server of PostgreSQL, which several servers of Mien may share.
///
/// As with SQLite there is one writer at a time, among all who share the database: each writing transaction takes the
/// same advisory lock first. So every condition that a store checks still holds when it writes, on both engines, without
/// repeating anything; our writes take a millisecond. Readers see one moment and wait for nobody.
final class PostgresEngine: DatabaseEngine {
  private static let mostReaders = 8
  /// The lock belongs to the schema, so that two installations in one database do not wait for each other.
  private static let beginWriting =
    "BEGIN; SELECT pg_advisory_xact_lock(\(lockNumber), hashtext(current_schema()))"
  private static let beginReading = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
  /// “mien” in ASCII.
  private static let lockNumber = 0x6D69_656E

  let address: PostgresAddress
  private let readers: PostgresLanes
  private let writer: PostgresLanes

  let isShared = true

  /// Connects and brings the tables up to date.
  ///
  /// - Throws: ``StorageError`` if the server cannot be reached, or the database is another program's or a newer
  ///   version's.
  init(_ address: PostgresAddress) throws(StorageError) {
    guard Sodium.isReady else { throw .cryptographyUnavailable }
    self.address = address
    readers = PostgresLanes(address, count: Self.mostReaders)
    writer = PostgresLanes(address, count: 1)
    do {
      try PostgresLane(address).transaction(Self.beginWriting) {
        try PostgresMigrator.migrate($0, place: address.description)
      }
    } catch { throw StorageError(error) }
  }

  deinit { close() }

  func close() {
    readers.close()
    writer.close()
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await readers.run { try $0.transaction(Self.beginReading, body) }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await writer.run { try $0.transaction(Self.beginWriting, body) }
  }

  /// On a connection of its own, since it may take long.
  func collect<Found: Sendable, Kept: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Found,
    thenWrite write: @escaping @Sendable (Database) throws -> Kept,
    finally clean: @escaping @Sendable (Database) -> Void
  ) async throws -> (Found, Kept) {
    let lanes = PostgresLanes(address, count: 1)
    defer { lanes.close() }
    return try await lanes.run { lane in
      try lane.plainly { connection in
        let database = Database(connection)
        defer { clean(database) }
        // Without a transaction, so that it may idle for as long as the import waits for its input.
        let found = try body(database)
        try connection.run(Self.beginWriting)
        do {
          let kept = try write(database)
          try connection.run("COMMIT")
          return (found, kept)
        } catch {
          try? connection.run("ROLLBACK")
          throw error
        }
      }
    }
  }

  /// Dead rows are cleared from the tables now. What of them is in the write-ahead log goes as the server recycles it.
  func forgetDeleted() async throws {
    try await writer.run { lane in
      try lane.plainly { connection in
        let found = try connection.answer(
          "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema()", [])
        for row in found.rows { try connection.run("VACUUM \(row["name"] as String)") }
      }
    }
  }

  func size() async -> Int? {
    try? await read { try Int.fetchOne($0, sql: "SELECT pg_database_size(current_database())") }
  }
}

extension Store {
  /// What a server of PostgreSQL says of itself, "PostgreSQL 15.8"; `nil` with SQLite.
  public func server() async throws(StorageError) -> String? {
    guard database.engine.isShared else { return nil }
    let version = try await database.read { try String.fetchOne($0, sql: "SHOW server_version") }
    return "PostgreSQL \(version?.prefix { $0 != " " } ?? "")"
  }
}
