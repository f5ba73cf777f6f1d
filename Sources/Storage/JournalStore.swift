import Emotions
import Foundation

/// What somebody wrote and asked to have kept, and how it was read.
public struct JournalEntry: Encodable, Hashable, Sendable, Identifiable {
  public let id: String
  public let at: Date
  public let text: String
  /// The most probable emotion; `nil` where the reading was unsure.
  public let label: Emotion?
  /// Of the most probable emotion, 0…1.
  public let confidence: Double

  public init(id: String, at: Date, text: String, label: Emotion?, confidence: Double) {
    self.id = id
    self.at = at
    self.text = text
    self.label = label
    self.confidence = confidence
  }
}

/// The lines of each account that its owner asked to have kept, one by one. Every question names the account.
public struct JournalStore: Sendable {
  /// Of an account at most this many lines are kept, the newest.
  public static let mostPerAccount = 10_000

  let database: StoreDatabase

  /// Keeps a line.
  ///
  /// - Parameter label: `nil` where the reading was unsure.
  public func add(
    _ text: String, label: Emotion?, confidence: Double, for account: Account, at time: Date
  ) async throws(StorageError) -> JournalEntry {
    let entry = JournalEntry(
      id: randomIdentifier(), at: Date(milliseconds: time.milliseconds), text: text, label: label,
      confidence: confidence)
    try await database.write { database in
      try database.execute(
        sql: """
          INSERT INTO journal (id, account_id, written_at, text, label, confidence) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [entry.id, account.id, entry.at.milliseconds, text, label?.rawValue, confidence])
      try database.execute(
        sql: """
          DELETE FROM journal WHERE account_id = ? AND written_at < (
            SELECT written_at FROM journal WHERE account_id = ? ORDER BY written_at DESC LIMIT 1 OFFSET ?)
          """,
        arguments: [account.id, account.id, Self.mostPerAccount - 1])
    }
    return entry
  }

  /// The account's lines, the newest first.
  public func list(of account: Account, most: Int = mostPerAccount) async throws(StorageError)
    -> [JournalEntry]
  {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, written_at, text, label, confidence FROM journal WHERE account_id = ?
          ORDER BY written_at DESC, id DESC LIMIT ?
          """, arguments: [account.id, most]
      ).map { row in
        JournalEntry(
          id: row["id"], at: Date(milliseconds: row["written_at"]), text: row["text"],
          label: (row["label"] as String?).flatMap(Emotion.init(rawValue:)), confidence: row["confidence"])
      }
    }
  }

  /// Deletes a line.
  ///
  /// - Throws: ``StorageError/noSuchEntry`` for one that is unknown or somebody else's.
  public func delete(_ id: String, of account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM journal WHERE id = ? AND account_id = ?", arguments: [id, account.id])
      guard database.changesCount == 1 else { throw StorageError.noSuchEntry }
    }
  }

  /// Deletes all lines of the account, or those up to a second, that one included.
  public func deleteAll(of account: Account, to last: Date? = nil) async throws(StorageError) {
    let end = last.map { $0.milliseconds + 1000 } ?? Int64.max
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM journal WHERE account_id = ? AND written_at < ?", arguments: [account.id, end])
    }
  }
}
