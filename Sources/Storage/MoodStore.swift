import Emotions
import Foundation
import Recommendations

/// The moods of each account that asked for it. Every question names the account.
public struct MoodStore: Sendable {
  /// Of an account at most this many moods are kept, the newest: a year or more of daily use.
  public static let mostPerAccount = 100_000

  let database: StoreDatabase

  /// Keeps what was read of a face; one with the same id takes the place of the other.
  ///
  /// The account's wish is asked in the same transaction, whoever else changes it meanwhile: nothing is kept that began
  /// before storing was turned on, and nothing once it is off.
  ///
  /// - Returns: whether it was kept.
  @discardableResult public func keep(
    _ entry: MoodEntry, of account: String
  ) async throws(StorageError) -> Bool {
    let isWanted: @Sendable (Database) throws -> Bool = { database in
      let since = try PreferenceStore.find(account, in: database).moodsSince
      return since.map { $0.milliseconds <= entry.start.milliseconds } ?? false
    }
    // Asked before as well: most accounts store nothing, and are no work for those who write.
    guard try await database.read(isWanted) else { return false }
    return try await database.write { database in
      guard try isWanted(database) else { return false }
      try Self.insert(entry, of: account, into: database)
      return true
    }
  }

  /// Keeps a mood its owner names.
  ///
  /// - Parameter label: `nil` for a place that was chosen on the plane.
  /// - Throws: ``StorageError/moodsNotStored``.
  public func add(
    _ label: Emotion?, place: Affect, for account: Account, at time: Date
  ) async throws(StorageError) -> MoodEntry {
    let now = Date(milliseconds: time.milliseconds)
    let entry = MoodEntry(
      id: randomIdentifier(), start: now, end: now, label: label, place: place, confidence: 1, source: .hand)
    try await database.write { database in
      guard try PreferenceStore.find(account.id, in: database).storesMoods else {
        throw StorageError.moodsNotStored
      }
      try Self.insert(entry, of: account.id, into: database)
    }
    return entry
  }

  /// The account's moods that lie within a span or reach into it, the oldest first.
  ///
  /// - Parameters:
  ///   - start: `nil` for all up to the end.
  ///   - end: `nil` for all from the start on.
  ///   - most: of more than this the newest.
  public func list(
    of account: Account, from start: Date? = nil, to end: Date? = nil, most: Int = mostPerAccount
  ) async throws(StorageError) -> [MoodEntry] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, source, label, valence, arousal, confidence, began_at, ended_at FROM moods
          WHERE account_id = ? AND ended_at >= ? AND began_at < ? ORDER BY began_at DESC, id DESC LIMIT ?
          """,
        arguments: [
          account.id, start?.milliseconds ?? .min, end?.milliseconds ?? .max, most,
        ]
      ).reversed().compactMap(MoodEntry.init(row:))
    }
  }

  /// Deletes a mood.
  ///
  /// - Throws: ``StorageError/noSuchMood`` for one that is unknown or somebody else's.
  public func delete(_ id: String, of account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM moods WHERE id = ? AND account_id = ?", arguments: [id, account.id])
      guard database.changesCount == 1 else { throw StorageError.noSuchMood }
    }
  }

  /// Deletes the account's moods that began within a span, or all of them, the lists that were made for them, and what
  /// the account's learner learned from these. Without a beginning nothing stays that it learned before the end.
  ///
  /// Without a span nothing that began before is kept afterwards either: what is being read just now begins anew.
  ///
  /// - Returns: how many there were.
  @discardableResult public func delete(
    of account: Account, from start: Date? = nil, to end: Date? = nil, at time: Date
  ) async throws(StorageError) -> Int {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM moods WHERE account_id = ? AND began_at >= ? AND began_at < ?",
        arguments: [account.id, start?.milliseconds ?? .min, end?.milliseconds ?? .max])
      let count = database.changesCount
      // Lists that were served tell of the mood they were for.
      try RecommendationLog.forget(of: account, from: start, to: end, in: database)
      if start == nil, end == nil {
        try database.execute(
          sql: "UPDATE preferences SET moods_since = ? WHERE account_id = ? AND moods_since IS NOT NULL",
          arguments: [time.milliseconds, account.id])
      }
      return count
    }
  }

  private static func insert(_ entry: MoodEntry, of account: String, into database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO moods (id, account_id, source, label, valence, arousal, confidence, began_at, ended_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET valence = excluded.valence, arousal = excluded.arousal,
          confidence = excluded.confidence, ended_at = excluded.ended_at
        """,
      arguments: [
        entry.id, account, entry.source.rawValue, entry.label?.rawValue, entry.place.valence,
        entry.place.arousal, entry.confidence, entry.start.milliseconds, entry.end.milliseconds,
      ])
    try database.execute(
      sql: """
        DELETE FROM moods WHERE account_id = ? AND began_at < (
          SELECT began_at FROM moods WHERE account_id = ? ORDER BY began_at DESC LIMIT 1 OFFSET ?)
        """,
      arguments: [account, account, mostPerAccount - 1])
  }
}

extension MoodEntry {
  /// `nil` for a row that was changed by other means and does not fit.
  fileprivate init?(row: Row) {
    guard let source = Source(rawValue: row["source"]) else { return nil }
    self.init(
      id: row["id"], start: Date(milliseconds: row["began_at"]), end: Date(milliseconds: row["ended_at"]),
      label: (row["label"] as String?).flatMap(Emotion.init(rawValue:)),
      place: Affect(valence: row["valence"], arousal: row["arousal"]), confidence: row["confidence"],
      source: source)
  }
}
