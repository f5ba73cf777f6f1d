import Foundation
import Recommendations

/// What somebody wrote of an item.
public struct Review: Hashable, Sendable {
  /// The item's `id`.
  public let itemID: String
  public let text: String
  public let at: Date
  /// From −1 (cold) to 1 (warm); `nil` while nobody has read it, or where it could not be read.
  public let sentiment: Double?

  public init(itemID: String, text: String, at: Date, sentiment: Double?) {
    self.itemID = itemID
    self.text = text
    self.at = at
    self.sentiment = sentiment
  }
}

/// What people write of items: the viewers here, one review each of an item, and those whose reviews were imported.
///
/// A review is text and nothing else. Every question about one person's reviews names the account.
public struct ReviewStore: Sendable {
  /// Of an account at most so many are kept.
  public static let mostPerAccount = 10_000

  let database: StoreDatabase

  /// How a review was read.
  public struct Reading: Hashable, Sendable {
    /// −1…1; `nil` where the text says nothing that can be read.
    public let sentiment: Double?
    /// Names what read it.
    public let reader: String

    public init(sentiment: Double?, reader: String) {
      self.sentiment = sentiment
      self.reader = reader
    }
  }

  /// Keeps an account's review of an item, in the place of the one it wrote before.
  ///
  /// - Parameter reading: `nil` if nobody has read it yet.
  /// - Throws: ``StorageError/tooManyReviews(most:)`` for one more than ``mostPerAccount``.
  public func put(
    _ text: ReviewText, of itemID: String, for account: Account, at time: Date, reading: Reading? = nil
  ) async throws(StorageError) -> Review {
    let review = Review(
      itemID: itemID, text: text.text, at: Date(milliseconds: time.milliseconds),
      sentiment: reading?.sentiment)
    try await database.write { database in
      let others = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM reviews WHERE account_id = ? AND item_id <> ?",
        arguments: [account.id, itemID])
      guard others ?? 0 < Self.mostPerAccount else {
        throw StorageError.tooManyReviews(most: Self.mostPerAccount)
      }
      try database.execute(
        sql: """
          INSERT INTO reviews
            (id, item_id, account_id, writer_key, text, text_key, written_at, sentiment, reader)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (item_id, writer_key) DO UPDATE SET text = excluded.text, text_key = excluded.text_key,
            written_at = excluded.written_at, sentiment = excluded.sentiment, reader = excluded.reader
          """,
        arguments: [
          randomIdentifier(), itemID, account.id, "account \(account.id)", text.text, Self.key(text),
          time.milliseconds, reading?.sentiment, reading?.reader,
        ])
      try Self.noteChange(in: database)
    }
    return review
  }

  /// The account's review of an item; `nil` if it wrote none.
  public func find(_ itemID: String, of account: Account) async throws(StorageError) -> Review? {
    try await database.read { database in
      try Row.fetchOne(
        database, sql: "SELECT text, written_at, sentiment FROM reviews WHERE account_id = ? AND item_id = ?",
        arguments: [account.id, itemID]
      ).map { row in
        Review(
          itemID: itemID, text: row["text"], at: Date(milliseconds: row["written_at"]),
          sentiment: row["sentiment"])
      }
    }
  }

  /// Deletes the account's review of an item; one that is not there stays so.
  public func delete(_ itemID: String, of account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM reviews WHERE account_id = ? AND item_id = ?", arguments: [account.id, itemID])
      if database.changesCount > 0 { try Self.noteChange(in: database) }
    }
  }

  // MARK: - Reading

  /// A review that nobody has read yet.
  public struct Unread: Hashable, Sendable {
    public let id: String
    public let text: String
  }

  /// Some reviews that this reader has not read, the oldest first.
  ///
  /// - Parameter reader: names what makes a sentiment of a text; another name reads all anew.
  public func unread(by reader: String, most: Int) async throws(StorageError) -> [Unread] {
    try await database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, text FROM reviews WHERE reader IS NULL OR reader < ? OR reader > ? LIMIT ?
          """, arguments: [reader, reader, most]
      ).map { Unread(id: $0["id"], text: $0["text"]) }
    }
  }

  /// Notes how reviews were read, unless their texts are others by now.
  ///
  /// - Parameter sentiments: −1…1, `nil` where a text says nothing that can be read.
  public func note(
    _ sentiments: [(review: Unread, sentiment: Double?)], by reader: String
  ) async throws(StorageError) {
    guard !sentiments.isEmpty else { return }
    try await database.write { database in
      for (review, sentiment) in sentiments {
        try database.execute(
          sql: "UPDATE reviews SET sentiment = ?, reader = ? WHERE id = ? AND text = ?",
          arguments: [sentiment, reader, review.id, review.text])
      }
      try Self.noteChange(in: database)
    }
  }

  // MARK: - Summaries

  /// What people write of each item: see `ReviewSummary`. Reviews that nobody could read do not count.
  public func summaries() async throws(StorageError) -> [String: ReviewSummary] {
    try await database.read { try Self.summaries(in: $0, where: "TRUE", []) }
  }

  /// What people write of one item; `nil` if nothing that counts.
  public func summary(of itemID: String) async throws(StorageError) -> ReviewSummary? {
    try await database.read { database in
      // A writer's text counts for one item alone, so all that its writers wrote is looked at.
      try Self.summaries(
        in: database, where: "writer_key IN (SELECT writer_key FROM reviews WHERE item_id = ?)", [itemID])[
          itemID]
    }
  }

  private static func summaries(
    in database: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [String: ReviewSummary] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT item_id, writer_key, text_key, sentiment FROM reviews
        WHERE sentiment IS NOT NULL AND \(condition) ORDER BY written_at, item_id, writer_key
        """, arguments: arguments)
    return ReviewSummary.ofItems(
      rows.lazy.map { row in
        ScoredReview(
          itemID: row["item_id"], writer: row["writer_key"], textKey: row["text_key"],
          sentiment: row["sentiment"])
      })
  }

  /// Changes whenever reviews are written, read or deleted, also by another process.
  public func version() async throws(StorageError) -> String {
    try await database.read { database in
      let changes = try Int64.fetchOne(database, sql: "SELECT number FROM review_changes") ?? 0
      // Reviews that went with an account are not noted.
      let count = try Int64.fetchOne(database, sql: "SELECT COUNT(*) FROM reviews") ?? 0
      return "\(changes) \(count)"
    }
  }

  // MARK: - Importing

  /// Runs an import: all that the closure hands on is kept, or none of it if it throws. A review takes the place of the
  /// one that the same writer wrote of the same item before.
  ///
  /// - Parameter body: hands reviews on; no writer may come twice with one item.
  /// - Returns: what the closure returned, and how many reviews are new or changed.
  @discardableResult public func importing<Result: Sendable>(
    _ body: @escaping @Sendable (_ add: ([ImportedReview]) throws -> Void) throws -> Result
  ) async throws -> (result: Result, changed: Int) {
    try await database.collect { database in
      Self.drop(in: database)
      try database.execute(
        sql: """
          CREATE TEMPORARY TABLE import_reviews (id TEXT, item_id TEXT, writer_key TEXT, text TEXT, text_key TEXT,
          written_at BIGINT)
          """)
      return try body { reviews in
        try database.append(to: "import_reviews", reviews.map(Self.row))
      }
    } thenWrite: { database in
      try database.execute(
        sql: """
          DELETE FROM import_reviews WHERE EXISTS (
            SELECT 1 FROM reviews old WHERE old.item_id = import_reviews.item_id
              AND old.writer_key = import_reviews.writer_key AND old.text = import_reviews.text)
          """)
      try database.execute(
        sql: """
          INSERT INTO reviews (id, item_id, writer_key, text, text_key, written_at)
          SELECT id, item_id, writer_key, text, text_key, written_at FROM import_reviews WHERE TRUE ORDER BY id
          ON CONFLICT (item_id, writer_key) DO UPDATE SET text = excluded.text, text_key = excluded.text_key,
            written_at = excluded.written_at, sentiment = NULL, reader = NULL
          """)
      let changed = database.changesCount
      if changed > 0 { try Self.noteChange(in: database) }
      return changed
    } finally: { database in
      Self.drop(in: database)
    }
  }

  private static func drop(in database: Database) {
    try? database.execute(sql: "DROP TABLE IF EXISTS import_reviews")
  }

  private static func row(_ review: ImportedReview) -> [DatabaseValue] {
    let key = key(review.text)
    // Without a name the text is all there is to tell writers apart by.
    let writer = review.writer.map { "import \(fingerprint(of: $0.utf8))" } ?? "text \(key)"
    return [
      .text(randomIdentifier()), .text(review.itemID), .text(writer), .text(review.text.text), .text(key),
      .whole(review.at.milliseconds),
    ]
  }

  private static func key(_ text: ReviewText) -> String { fingerprint(of: text.normalized.utf8) }

  private static func noteChange(in database: Database) throws {
    try database.execute(sql: "UPDATE review_changes SET number = number + 1")
  }
}
