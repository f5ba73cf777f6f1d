import Foundation

/// What came of asking for a link, last.
public struct LinkCheck: Hashable, Sendable {
  public enum Outcome: String, Codable, CaseIterable, Sendable {
    /// Somebody answers there, if only to say that programs are not welcome.
    case fine
    /// There is no such page or host any more, or nobody vouches for it.
    case broken
    /// Nobody answered in time, or only to say that something is wrong there: that may pass.
    case unreachable
    /// It leads into the own network, where it is not looked.
    case local
  }

  public let link: String
  public let outcome: Outcome
  /// The status of the answer, where there was one.
  public let status: Int?
  public let checkedAt: Date

  public init(link: String, outcome: Outcome, status: Int?, checkedAt: Date) {
    self.link = link
    self.outcome = outcome
    self.status = status
    self.checkedAt = checkedAt
  }
}

/// What is known of the catalogue's links. It can be found out again, and belongs to nobody.
public struct LinkStore: Sendable {
  let database: StoreDatabase

  /// Keeps what came of a link, in the place of what was known of it.
  public func keep(_ check: LinkCheck) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO link_checks (link, outcome, status, checked_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (link) DO UPDATE SET outcome = excluded.outcome, status = excluded.status,
            checked_at = excluded.checked_at
          """,
        arguments: [check.link, check.outcome.rawValue, check.status, check.checkedAt.milliseconds])
    }
  }

  /// All that is known, by link.
  public func all() async throws(StorageError) -> [String: LinkCheck] {
    try await database.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT link, outcome, status, checked_at FROM link_checks")
      // Two spellings of one text are two links to the database and one to us.
      return Dictionary(
        rows.compactMap { row in
          LinkCheck.Outcome(rawValue: row["outcome"]).map { outcome in
            let check = LinkCheck(
              link: row["link"], outcome: outcome, status: row["status"],
              checkedAt: Date(milliseconds: row["checked_at"]))
            return (check.link, check)
          }
        }, uniquingKeysWith: { $0.checkedAt > $1.checkedAt ? $0 : $1 })
    }
  }

  /// Forgets all links but these.
  public func keepOnly(_ links: Set<String>) async throws(StorageError) {
    let wanted = Set(links.map { Array($0.utf8) })
    try await database.write { database in
      let known = try Row.fetchAll(database, sql: "SELECT link FROM link_checks").map { $0["link"] as String }
      for link in known where !wanted.contains(Array(link.utf8)) {
        try database.execute(sql: "DELETE FROM link_checks WHERE link = ?", arguments: [link])
      }
    }
  }
}
