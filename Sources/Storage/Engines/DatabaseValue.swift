import Foundation

/// A value as both engines keep it.
enum DatabaseValue: Hashable, Sendable {
  case null
  case whole(Int64)
  case number(Double)
  case text(String)
  case bytes(Data)
}

/// What can be bound to a `?` and read from a column.
protocol DatabaseValueConvertible: Sendable {
  var databaseValue: DatabaseValue { get }
  /// `nil` if the value is of another kind.
  init?(_ value: DatabaseValue)
}

extension DatabaseValueConvertible {
  /// `nil` if the value is of another kind.
  static func fromDatabaseValue(_ value: DatabaseValue) -> Self? { Self(value) }
}

extension Int64: DatabaseValueConvertible {
  var databaseValue: DatabaseValue { .whole(self) }

  init?(_ value: DatabaseValue) {
    guard case .whole(let number) = value else { return nil }
    self = number
  }
}

extension Int: DatabaseValueConvertible {
  var databaseValue: DatabaseValue { .whole(Int64(self)) }

  init?(_ value: DatabaseValue) {
    guard case .whole(let number) = value else { return nil }
    self = Int(number)
  }
}

extension Double: DatabaseValueConvertible {
  var databaseValue: DatabaseValue { .number(self) }

  /// SQLite may hand out a whole number for a column of fractions.
  init?(_ value: DatabaseValue) {
    switch value {
    case .number(let number): self = number
    case .whole(let number): self = Double(number)
    case .null, .text, .bytes: return nil
    }
  }
}

extension String: DatabaseValueConvertible {
  var databaseValue: DatabaseValue { .text(self) }

  init?(_ value: DatabaseValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension Data: DatabaseValueConvertible {
  var databaseValue: DatabaseValue { .bytes(self) }

  init?(_ value: DatabaseValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self = bytes
  }
}

/// The values of a statement's `?`, in their order.
struct StatementArguments: ExpressibleByArrayLiteral, Sendable {
  let values: [DatabaseValue]

  init(arrayLiteral elements: (any DatabaseValueConvertible)?...) { self.init(elements) }

  init(_ elements: [(any DatabaseValueConvertible)?]) { values = elements.map { $0?.databaseValue ?? .null } }

  private init(values: [DatabaseValue]) { self.values = values }

  /// The one's values and then the other's.
  static func + (first: StatementArguments, second: StatementArguments) -> StatementArguments {
    StatementArguments(values: first.values + second.values)
  }
}
