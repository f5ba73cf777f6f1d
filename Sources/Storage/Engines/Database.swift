/// One connection within a transaction: what the stores ask SQLite and PostgreSQL with the same SQL.
///
/// A `?` stands for a value, which is bound and never becomes part of the statement. What both understand: `ON CONFLICT …
/// DO UPDATE`, sub-queries, `LIMIT` and `OFFSET`; names of columns are unique in an answer.
final class Database {
  private let connection: any DatabaseConnection
  /// Rows that the last ``execute(sql:arguments:)`` wrote or deleted.
  private(set) var changesCount = 0

  init(_ connection: any DatabaseConnection) { self.connection = connection }

  /// Runs one statement.
  func execute(sql: String, arguments: StatementArguments = []) throws {
    changesCount = try connection.execute(sql, arguments.values)
  }

  /// The rows that a statement finds.
  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
    try connection.rows(sql, arguments.values)
  }

  /// The names of a statement's columns, also where it finds no row, and the rows.
  func answer(_ sql: String, _ arguments: StatementArguments) throws -> (columns: [String], rows: [Row]) {
    try connection.answer(sql, arguments.values)
  }

  /// Adds many rows to a table in the quickest way the engine has.
  ///
  /// - Parameter rows: as long as the table has columns, in their order.
  func append(to table: String, _ rows: [[DatabaseValue]]) throws {
    try connection.append(to: table, rows)
  }
}

/// What an engine does for a ``Database``. It stays on the thread that runs the transaction.
protocol DatabaseConnection {
  /// - Returns: how many rows were written or deleted.
  func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int
  func answer(_ sql: String, _ arguments: [DatabaseValue]) throws -> (columns: [String], rows: [Row])
  func append(to table: String, _ rows: [[DatabaseValue]]) throws
}

extension DatabaseConnection {
  func rows(_ sql: String, _ arguments: [DatabaseValue]) throws -> [Row] { try answer(sql, arguments).rows }
}

/// SQLite or PostgreSQL. Errors are the engine's own; ``StoreDatabase`` makes them ours.
protocol DatabaseEngine: Sendable {
  /// Whether several servers use it at once.
  var isShared: Bool { get }

  /// Reads what was there at one moment.
  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value

  /// All of the closure's writes, or none if it throws. Writers come one after another, whichever server they are of.
  func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value

  /// Collects in temporary tables for as long as it takes, keeping nobody waiting, and then writes on the same connection.
  func collect<Found: Sendable, Kept: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Found,
    thenWrite write: @escaping @Sendable (Database) throws -> Kept,
    finally clean: @escaping @Sendable (Database) -> Void
  ) async throws -> (Found, Kept)

  /// Leaves nothing on the disk of what was deleted, as far as the engine can.
  func forgetDeleted() async throws

  /// Bytes on the disk; `nil` if it cannot be told.
  func size() async -> Int?

  func close() throws
}
