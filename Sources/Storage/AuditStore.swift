import Foundation
import Synchronization

/// The audit log: who came in, who failed to, and who changed who may.
///
/// Events are kept for ninety days, and of more than 50,000 the oldest are cleared away. They point at accounts and
/// hold no names: with an account its name is gone from them too, and a name nobody has is never kept, for it may be a
/// password in the wrong field.
public struct AuditStore: Sendable {
  /// How long an event is kept.
  public static let lifetime: TimeInterval = 90 * 86_400
  /// Events kept at most, but for the few since they were counted last.
  public static let most = 50_000
  /// Events asked for at once.
  public static let limits = 1...200

  let database: StoreDatabase
  private let order = EventOrder()
  private let most: Int

  init(database: StoreDatabase, most: Int = most) {
    self.database = database
    self.most = most
  }

  /// The same log with another bound.
  package func keeping(_ most: Int) -> AuditStore { AuditStore(database: database, most: most) }

  /// Notes an event.
  ///
  /// - Parameters:
  ///   - account: who did it.
  ///   - subject: whom it was done to, if that is somebody else.
  ///   - address: where it came from.
  ///   - detail: a word or two, nothing anybody typed.
  public func record(
    _ kind: AuditEvent.Kind, by account: Account?, to subject: Account? = nil, address: String?,
    detail: String? = nil, at time: Date
  ) async throws(StorageError) {
    try await insert(
      kind, who: "id", account?.id, subject: subject?.id, address: address, detail: detail, at: time)
  }

  /// Notes a failure to sign in; for a name nobody has it does the same work and keeps nothing of the name.
  public func recordFailure(
    ofName name: String, address: String?, detail: String, at time: Date
  ) async throws(StorageError) {
    let key = (try? AccountName(name).key) ?? ""
    try await insert(
      .signInFailed, who: "name_key", key, subject: nil, address: address, detail: detail, at: time)
  }

  private func insert(
    _ kind: AuditEvent.Kind, who column: String, _ value: String?, subject: String?, address: String?,
    detail: String?, at time: Date
  ) async throws(StorageError) {
    let (id, number) = order.next(at: time)
    let most = most
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO audit_events (id, made_at, event, account_id, subject_id, address, detail) VALUES (?, ?, ?,
            (SELECT id FROM accounts WHERE \(column) = ?), (SELECT id FROM accounts WHERE id = ?), ?, ?)
          """,
        arguments: [id, time.milliseconds, kind.rawValue, value, subject, address, detail])
      try database.execute(
        sql: "DELETE FROM audit_events WHERE id < ?",
        arguments: [EventOrder.least(at: time.addingTimeInterval(-Self.lifetime))])
      // The first event after a start counts, and then every 64th.
      guard number % 64 == 0 else { return }
      try database.execute(
        sql: """
          DELETE FROM audit_events WHERE id <= (
            SELECT id FROM audit_events ORDER BY id DESC LIMIT 1 OFFSET ?)
          """,
        arguments: [most])
    }
  }

  /// The newest events, or those before one.
  ///
  /// - Parameter limit: 1…200.
  public func events(before id: String? = nil, limit: Int) async throws(StorageError) -> [AuditEvent] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT audit_events.id, made_at, event, actors.name AS account, subjects.name AS subject, address, detail
          FROM audit_events LEFT JOIN accounts AS actors ON actors.id = audit_events.account_id
          LEFT JOIN accounts AS subjects ON subjects.id = audit_events.subject_id
          WHERE audit_events.id < ? ORDER BY audit_events.id DESC LIMIT ?
          """,
        arguments: [id ?? "g", limit]
      ).compactMap(AuditEvent.init(row:))
    }
  }
}

extension AuditEvent {
  /// `nil` for a kind this version does not know.
  fileprivate init?(row: Row) {
    guard let kind = Kind(rawValue: row["event"]) else { return nil }
    self.init(
      id: row["id"], at: Date(milliseconds: row["made_at"]), kind: kind, account: row["account"],
      subject: row["subject"], address: row["address"], detail: row["detail"])
  }
}

/// Ids that sort by time, and within a millisecond by the order in which they were asked for.
private final class EventOrder: Sendable {
  private let count = Mutex<UInt32>(0)

  func next(at time: Date) -> (id: String, number: UInt32) {
    let number = count.withLock { count in
      defer { count &+= 1 }
      return count
    }
    return (
      Self.prefix(of: time) + hexadecimal(bigEndian(number)) + hexadecimal(Sodium.randomBytes(6)), number
    )
  }

  /// Not greater than the id of any event of this time.
  static func least(at time: Date) -> String { prefix(of: time) + String(repeating: "0", count: 20) }

  /// Twelve digits hold milliseconds for nine thousand years.
  private static func prefix(of time: Date) -> String {
    hexadecimal(Array(bigEndian(max(0, time.milliseconds)).suffix(6)))
  }
}
