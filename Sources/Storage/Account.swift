import Foundation

/// What somebody may do.
public enum Role: String, CaseIterable, Codable, Hashable, Sendable {
  /// Invites others as well.
  case administrator
  case member
}

/// Somebody who signs in.
public struct Account: Hashable, Sendable, Identifiable {
  /// 32 hexadecimal digits.
  public let id: String
  public let name: String
  public let role: Role
  public let createdAt: Date
}

extension Account {
  static let columns = "id, name, role, created_at"

  init(row: Row) throws(StorageError) {
    let id: String = row["id"]
    guard let role = Role(rawValue: row["role"]) else { throw .damagedAccount(id: id) }
    self.init(id: id, name: row["name"], role: role, createdAt: Date(milliseconds: row["created_at"]))
  }
}

extension Date {
  /// Whole milliseconds since 1970: how times stand in the tables, the same in SQLite and PostgreSQL.
  var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

  init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
