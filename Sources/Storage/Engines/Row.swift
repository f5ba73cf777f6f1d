/// One row of an answer.
struct Row: Sendable {
  /// The names of an answer's columns, which all its rows share.
  final class Columns: Sendable {
    let names: [String]

    init(_ names: [String]) { self.names = names }
  }

  let columns: Columns
  let values: [DatabaseValue]

  /// The value of a column.
  ///
  /// - Precondition: the answer has such a column.
  subscript(_ name: String) -> DatabaseValue {
    guard let place = columns.names.firstIndex(of: name) else {
      preconditionFailure("the answer has no column \(name)")
    }
    return values[place]
  }

  /// The value of a column; `nil` where it is `NULL`.
  subscript<Value: DatabaseValueConvertible>(_ name: String) -> Value? { Value(self[name]) }

  /// The value of a column that the tables promise not to be `NULL`.
  ///
  /// - Precondition: it is of this kind.
  subscript<Value: DatabaseValueConvertible>(_ name: String) -> Value {
    let value: DatabaseValue = self[name]
    guard let known = Value(value) else { preconditionFailure("the column \(name) is no \(Value.self)") }
    return known
  }
}

extension Row {
  /// All rows that the statement finds.
  static func fetchAll(
    _ database: Database, sql: String, arguments: StatementArguments = []
  ) throws -> [Row] {
    try database.rows(sql, arguments)
  }

  /// The first row that the statement finds.
  static func fetchOne(
    _ database: Database, sql: String, arguments: StatementArguments = []
  ) throws -> Row? {
    try database.rows(sql, arguments).first
  }
}

extension DatabaseValueConvertible {
  /// The first column of the first row; `nil` where it is `NULL`, or there is none.
  static func fetchOne(
    _ database: Database, sql: String, arguments: StatementArguments = []
  ) throws -> Self? {
    try database.rows(sql, arguments).first?.values.first.flatMap(Self.init)
  }

  /// The first column of all rows, but for `NULL`.
  static func fetchAll(
    _ database: Database, sql: String, arguments: StatementArguments = []
  ) throws -> [Self] {
    try database.rows(sql, arguments).compactMap { $0.values.first.flatMap(Self.init) }
  }
}
