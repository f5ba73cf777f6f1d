import Foundation

/// What is stored of one account in one table, without secrets.
public struct ExportTable: Hashable, Sendable {
  /// A value in a row.
  public enum Value: Hashable, Sendable {
    case null
    case whole(Int64)
    case number(Double)
    case text(String)
    case time(Date)
  }

  /// "moods"
  public let name: String
  public let columns: [String]
  /// Each as long as ``columns``.
  public let rows: [[Value]]

  /// A table whose rows are as long as its columns.
  public init(name: String, columns: [String], rows: [[Value]]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}

/// Everything that is stored of an account, for its owner to take along.
public struct ExportStore: Sendable {
  let database: StoreDatabase

  /// A table of the export: a question about one account. Columns that end in `_at` or `_since` are times.
  struct Section: Sendable {
    let name: String
    /// Asks with the account's id, as often as there is a `?`.
    let sql: String
    /// The table of the database it is about.
    let table: String
  }

  /// All sections in their order. Who adds a table with something of an account adds a line here; a test compares this
  /// list with the tables there are. Hashes of passwords, tokens and codes are secrets and stay out.
  static let sections = [
    Section(
      name: "account",
      sql: "SELECT id, name, role, created_at, last_seen_at FROM accounts WHERE id = ?", table: "accounts"),
    Section(
      name: "sessions",
      sql: "SELECT created_at, seen_at, agent FROM sessions WHERE account_id = ? ORDER BY created_at",
      table: "sessions"),
    Section(
      name: "access_tokens",
      sql: """
        SELECT id, name, scopes, created_at, used_at, expires_at FROM access_tokens WHERE account_id = ?
        ORDER BY created_at, id
        """, table: "access_tokens"),
    Section(
      name: "invitations",
      sql: "SELECT created_at, expires_at, used_at FROM invitations WHERE made_by = ? ORDER BY created_at",
      table: "invitations"),
    Section(
      name: "second_factor",
      sql: "SELECT created_at, enabled_at FROM second_factors WHERE account_id = ?", table: "second_factors"),
    Section(
      name: "recovery_codes", sql: "SELECT COUNT(*) AS codes FROM recovery_codes WHERE account_id = ?",
      table: "recovery_codes"),
    Section(
      name: "password_resets", sql: "SELECT expires_at FROM password_resets WHERE account_id = ?",
      table: "password_resets"),
    Section(
      name: "sign_in_providers",
      sql: """
        SELECT issuer, subject, linked_at FROM foreign_identities WHERE account_id = ? ORDER BY linked_at, issuer
        """, table: "foreign_identities"),
    Section(
      name: "open_sign_ins",
      sql: "SELECT purpose, ends_at FROM foreign_attempts WHERE account_id = ? ORDER BY ends_at",
      table: "foreign_attempts"),
    // From where an administrator did something to an account is not that account's to know.
    Section(
      name: "audit",
      sql: """
        SELECT made_at, event, CASE WHEN account_id = ? THEN address END AS address,
        CASE WHEN account_id = ? THEN detail END AS detail FROM audit_events
        WHERE account_id = ? OR subject_id = ? ORDER BY made_at, id
        """, table: "audit_events"),
    Section(
      name: "preferences",
      sql: "SELECT moods_since, consent_version, consent_at FROM preferences WHERE account_id = ?",
      table: "preferences"),
    Section(
      name: "baseline",
      sql: """
        SELECT angry, disgust, fear, happy, neutral, sad, surprise FROM baselines WHERE account_id = ?
        """, table: "baselines"),
    Section(
      name: "journal",
      sql: """
        SELECT id, written_at, text, label, confidence FROM journal WHERE account_id = ? ORDER BY written_at, id
        """, table: "journal"),
    Section(
      name: "live_mood",
      sql: "SELECT reading_json, shown_at, seen_at FROM live_moods WHERE account_id = ? ORDER BY seen_at",
      table: "live_moods"),
    Section(
      name: "moods",
      sql: """
        SELECT id, began_at, ended_at, label, valence, arousal, confidence, source FROM moods
        WHERE account_id = ? ORDER BY began_at, id
        """, table: "moods"),
    Section(
      name: "feedback",
      sql: """
        SELECT item_id, kind, made_at FROM interactions WHERE account_id = ? ORDER BY made_at, item_id, kind
        """, table: "interactions"),
    Section(
      name: "reviews",
      sql: """
        SELECT item_id, text, written_at, sentiment FROM reviews WHERE account_id = ? ORDER BY written_at, item_id
        """, table: "reviews"),
    Section(
      name: "place_corrections",
      sql: """
        SELECT item_id, valence, arousal, made_at FROM place_corrections WHERE account_id = ?
        ORDER BY made_at, item_id
        """, table: "place_corrections"),
    Section(
      name: "recommendation_lists",
      sql: """
        SELECT id, made_at, goal, target_valence, target_arousal, items_json, decisions_json
        FROM recommendation_lists WHERE account_id = ? ORDER BY made_at, id
        """, table: "recommendation_lists"),
    Section(
      name: "recommendation_feedback",
      sql: """
        SELECT list_id, item_id, kind, made_at FROM recommendation_feedback WHERE list_id IN
        (SELECT id FROM recommendation_lists WHERE account_id = ?) ORDER BY made_at, item_id, kind
        """, table: "recommendation_feedback"),
    Section(
      name: "recommendation_learner",
      sql: "SELECT learner_json FROM recommendation_learners WHERE account_id = ?",
      table: "recommendation_learners"),
  ]

  /// The tables of the database that are exported.
  package static var tables: Set<String> { Set(sections.map(\.table)) }

  /// All that is stored of an account, as it was at one time.
  public func tables(of account: Account) async throws(StorageError) -> [ExportTable] {
    try await database.read { database in
      try Self.sections.map { section in
        let count = section.sql.count { $0 == "?" }
        let answer = try database.answer(
          section.sql, StatementArguments(Array(repeating: account.id, count: count)))
        let rows = answer.rows.map { row in
          zip(row.values, answer.columns).map { Self.value($0, column: $1) }
        }
        return ExportTable(name: section.name, columns: answer.columns, rows: rows)
      }
    }
  }

  private static func value(_ value: DatabaseValue, column: String) -> ExportTable.Value {
    switch value {
    case .null: .null
    case .whole(let number) where column.hasSuffix("_at") || column.hasSuffix("_since"):
      .time(Date(milliseconds: number))
    case .whole(let number): .whole(number)
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .bytes(let bytes): .text(bytes.base64EncodedString())
    }
  }
}
