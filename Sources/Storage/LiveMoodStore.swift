import Emotions
import Foundation

/// The mood that was read of somebody in front of a camera a moment ago: seven numbers and a label, no picture.
package struct LiveMood: Sendable {
  /// The session or access token.
  package let viewer: String
  /// The id of the account.
  package let account: String
  /// The server that read it.
  package let server: String
  package let reading: MoodReading
  /// Since when this label, or this obstacle, is shown.
  package let shownAt: Date
  /// When the frame came.
  package let seenAt: Date

  package init(
    viewer: String, account: String, server: String, reading: MoodReading, shownAt: Date, seenAt: Date
  ) {
    self.viewer = viewer
    self.account = account
    self.server = server
    self.reading = reading
    self.shownAt = shownAt
    self.seenAt = seenAt
  }
}

/// The moods of this moment, from which another server that shares the database goes on where one falls. A mood is kept
/// for ten seconds, and only where there may be another server.
package struct LiveMoodStore: Sendable {
  /// How long a mood is kept.
  package static let memory: TimeInterval = 10

  let database: StoreDatabase

  /// Whether there may be other servers. Else nobody has to keep or ask anything.
  package var isShared: Bool { database.engine.isShared }

  /// Keeps a mood in place of the viewer's one before.
  package func keep(_ mood: LiveMood) async throws(StorageError) {
    try await database.write { database in
      let json = String(decoding: try JSONEncoder().encode(mood.reading), as: UTF8.self)
      // An account that was deleted meanwhile keeps nothing.
      try database.execute(
        sql: """
          INSERT INTO live_moods (viewer_id, account_id, server_id, reading_json, shown_at, seen_at)
          SELECT ?, id, ?, ?, ?, ? FROM accounts WHERE id = ?
          ON CONFLICT (viewer_id) DO UPDATE SET server_id = excluded.server_id,
            reading_json = excluded.reading_json, shown_at = excluded.shown_at, seen_at = excluded.seen_at
          """,
        arguments: [
          mood.viewer, mood.server, json, mood.shownAt.milliseconds, mood.seenAt.milliseconds, mood.account,
        ])
    }
  }

  /// The viewer's mood, if one was read in the last ten seconds.
  package func find(_ viewer: String, at time: Date) async throws(StorageError) -> LiveMood? {
    try await moods("viewer_id = ?", viewer, at: time).first
  }

  /// All moods of the last ten seconds that other servers read, the last seen at the end.
  package func others(than server: String, at time: Date) async throws(StorageError) -> [LiveMood] {
    try await moods("server_id <> ?", server, at: time)
  }

  /// Forgets a viewer, as at signing out.
  package func forget(_ viewer: String) async throws(StorageError) {
    try await database.write { database in
      try database.execute(sql: "DELETE FROM live_moods WHERE viewer_id = ?", arguments: [viewer])
    }
  }

  /// Forgets all moods that have passed.
  package func forgetPassed(at time: Date) async throws(StorageError) {
    let since = time.addingTimeInterval(-Self.memory).milliseconds
    let until = time.milliseconds + ClockLeeway.ofMinutes
    let hasAny = try await database.read { database in
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM live_moods WHERE seen_at <= ? OR seen_at > ?",
        arguments: [since, until])
    }
    guard let hasAny, hasAny > 0 else { return }
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM live_moods WHERE seen_at <= ? OR seen_at > ?", arguments: [since, until])
    }
  }

  private func moods(
    _ condition: String, _ value: String, at time: Date
  ) async throws(StorageError) -> [LiveMood] {
    let since = time.addingTimeInterval(-Self.memory).milliseconds
    let until = time.milliseconds + ClockLeeway.ofMinutes
    return try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT viewer_id, account_id, server_id, reading_json, shown_at, seen_at FROM live_moods
          WHERE \(condition) AND seen_at > ? AND seen_at <= ? ORDER BY seen_at, viewer_id
          """, arguments: [value, since, until]
      ).compactMap(LiveMood.init(row:))
    }
  }
}

extension LiveMood {
  /// `nil` for a row of another version.
  fileprivate init?(row: Row) {
    let json: String = row["reading_json"]
    guard let reading = try? JSONDecoder().decode(MoodReading.self, from: Data(json.utf8)) else { return nil }
    self.init(
      viewer: row["viewer_id"], account: row["account_id"], server: row["server_id"], reading: reading,
      shownAt: Date(milliseconds: row["shown_at"]), seenAt: Date(milliseconds: row["seen_at"]))
  }
}
