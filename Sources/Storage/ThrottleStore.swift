import Foundation

/// Failed attempts, so that guessing is slowed down on every server that shares the database: five failures in five
/// minutes, then fifteen minutes' wait, for each of the keys an attempt has.
///
/// Attempts under way count as failures until they are over, so that a hundred at once are not a hundred guesses; one
/// whose server fell is over after a minute. Of keys only hashes are kept, and those no longer than they matter.
package struct ThrottleStore: Sendable {
  package static let mostFailures = 5
  package static let window: TimeInterval = 5 * 60
  package static let wait: TimeInterval = 15 * 60
  private static let longestAttempt: TimeInterval = 60

  let database: StoreDatabase
  /// Of more keys those whose last attempt is the oldest are forgotten, a tenth at a time.
  private let mostKeys: Int

  init(database: StoreDatabase, mostKeys: Int = 10_000) {
    self.database = database
    self.mostKeys = mostKeys
  }

  /// The same with another bound.
  package func keeping(_ mostKeys: Int) -> ThrottleStore {
    ThrottleStore(database: database, mostKeys: mostKeys)
  }

  /// What is known of one key. Times are milliseconds since 1970.
  private struct Record: Codable {
    var failures: [Int64] = []
    var underWay: [Int64] = []
    var blockedUntil: Int64?

    /// Without what no longer matters.
    func recent(at now: Int64) -> Record {
      Record(
        failures: failures.filter { Self.isPast($0, at: now, within: window) },
        underWay: underWay.filter { Self.isPast($0, at: now, within: longestAttempt) },
        blockedUntil: blockedUntil.flatMap { $0 > now && $0 <= ThrottleStore.latestEnd(at: now) ? $0 : nil })
    }

    /// Whether a time lies in the span before now. What lies ahead of the clock was noted before it was set back.
    private static func isPast(_ time: Int64, at now: Int64, within span: TimeInterval) -> Bool {
      now - time < ThrottleStore.milliseconds(span) && time - now <= ClockLeeway.ofMinutes
    }

    /// Seconds to wait for; `nil` if none.
    var wait: Int? { failures.count + underWay.count >= mostFailures ? 1 : nil }

    /// When nothing of it matters any more.
    var idleAt: Int64 {
      let ends =
        failures.map { $0 + ThrottleStore.milliseconds(window) }
        + underWay.map { $0 + ThrottleStore.milliseconds(longestAttempt) } + [blockedUntil ?? 0]
      return ends.max() ?? 0
    }
  }

  /// Begins an attempt, which ``end(_:succeeded:at:)`` or ``abandon(_:at:)`` has to end.
  ///
  /// - Returns: how many seconds one of the keys has to wait, and then nothing begins; `nil` if it began.
  package func begin(_ keys: [String], at time: Date) async throws(StorageError) -> Int? {
    let hashes = keys.map { fingerprint(of: $0.utf8) }
    let now = time.milliseconds
    // Asked before as well: who has to wait makes no work for those who write.
    if let wait = try await database.read({ try Self.wait(of: hashes, at: now, in: $0) }) { return wait }
    let mostKeys = mostKeys
    return try await database.write { database in
      if let wait = try Self.wait(of: hashes, at: now, in: database) { return wait }
      try Self.makeRoom(mostKeys, at: now, in: database)
      for hash in hashes {
        var record = try Self.record(hash, at: now, in: database)
        record.underWay.append(now)
        try Self.keep(record, hash, at: now, in: database)
      }
      return nil
    }
  }

  /// Ends an attempt. A success forgives the failures of the first key, the account's; an address could otherwise clear
  /// itself with an account of its own.
  package func end(_ keys: [String], succeeded: Bool, at time: Date) async throws(StorageError) {
    let now = time.milliseconds
    try await change(keys, at: now) { record, isFirst in
      if succeeded, isFirst {
        record.failures = []
      } else if !succeeded {
        record.failures.append(now)
        if record.failures.count >= Self.mostFailures {
          record.failures = []
          record.blockedUntil = now + Self.milliseconds(Self.wait)
        }
      }
    }
  }

  /// Ends an attempt that was neither right nor wrong.
  package func abandon(_ keys: [String], at time: Date) async throws(StorageError) {
    try await change(keys, at: time.milliseconds) { _, _ in }
  }

  /// How many keys are remembered.
  package func count() async throws(StorageError) -> Int {
    try await database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM throttles") ?? 0 }
  }

  private func change(
    _ keys: [String], at now: Int64, _ body: @escaping @Sendable (inout Record, _ isFirst: Bool) -> Void
  ) async throws(StorageError) {
    let hashes = keys.map { fingerprint(of: $0.utf8) }
    try await database.write { database in
      for (place, hash) in hashes.enumerated() {
        var record = try Self.record(hash, at: now, in: database)
        if !record.underWay.isEmpty { record.underWay.removeFirst() }
        body(&record, place == 0)
        try Self.keep(record, hash, at: now, in: database)
      }
    }
  }

  // MARK: - Rows

  private static func wait(of hashes: [String], at now: Int64, in database: Database) throws -> Int? {
    for hash in hashes {
      let record = try record(hash, at: now, in: database)
      if let until = record.blockedUntil { return max(1, Int((until - now + 999) / 1000)) }
      if let wait = record.wait { return wait }
    }
    return nil
  }

  private static func record(_ hash: String, at now: Int64, in database: Database) throws -> Record {
    let json = try String.fetchOne(
      database, sql: "SELECT record_json FROM throttles WHERE key_hash = ?", arguments: [hash])
    let known = json.flatMap { try? JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
    return (known ?? Record()).recent(at: now)
  }

  private static func keep(_ record: Record, _ hash: String, at now: Int64, in database: Database) throws {
    guard record.idleAt > now else {
      return try database.execute(sql: "DELETE FROM throttles WHERE key_hash = ?", arguments: [hash])
    }
    let json = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
    try database.execute(
      sql: """
        INSERT INTO throttles (key_hash, record_json, last_at, idle_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key_hash) DO UPDATE SET record_json = excluded.record_json, last_at = excluded.last_at,
          idle_at = excluded.idle_at
        """, arguments: [hash, json, now, record.idleAt])
  }

  /// A wait that would end later began when the clock was ahead.
  private static func latestEnd(at now: Int64) -> Int64 { now + milliseconds(wait) + ClockLeeway.ofMinutes }

  private static func makeRoom(_ most: Int, at now: Int64, in database: Database) throws {
    try database.execute(
      sql: "DELETE FROM throttles WHERE idle_at <= ? OR idle_at > ?", arguments: [now, latestEnd(at: now)])
    let count = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM throttles") ?? 0
    guard count >= most else { return }
    try database.execute(
      sql: """
        DELETE FROM throttles WHERE key_hash IN (
          SELECT key_hash FROM throttles ORDER BY last_at, key_hash LIMIT ?)
        """, arguments: [count - most + max(2, most / 10)])
  }

  private static func milliseconds(_ interval: TimeInterval) -> Int64 { Int64(interval * 1000) }
}
