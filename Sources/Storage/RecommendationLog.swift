import Emotions
import Foundation
import Recommendations

/// The lists each account was served, with the chances of what was drawn, and what each account's learner learned from
/// what became of them.
///
/// Where a list aimed tells of the mood it was made for, so the log is bounded: the newest ``mostPerAccount`` lists of an
/// account, none older than ``memory``. It goes with the account.
public struct RecommendationLog: Sendable {
  /// Of an account at most this many lists are kept, the newest.
  public static let mostPerAccount = 500
  /// Lists older than this are deleted when another is made, 180 days.
  public static let memory: TimeInterval = 180 * 86_400
  /// A list with the same items as the one before it within this time is that list, two hours.
  public static let sameList: TimeInterval = 2 * 3600

  let database: StoreDatabase

  /// Keeps a list; the same items for the same goal again, soon after, are the same list.
  ///
  /// - Returns: the id under which it is kept.
  public func record(_ list: LoggedList, for account: Account) async throws(StorageError) -> String {
    try await database.write { database in
      let items = try Self.json(list.items)
      let before = try Row.fetchOne(
        database,
        sql: """
          SELECT id, made_at, goal, items_json FROM recommendation_lists WHERE account_id = ?
          ORDER BY made_at DESC, id LIMIT 1
          """, arguments: [account.id])
      if let before {
        let goal: String = before["goal"]
        let age = abs(list.at.timeIntervalSince(Date(milliseconds: before["made_at"])))
        let known = (try? Self.value([LoggedList.Entry].self, before["items_json"])) ?? []
        if goal == list.goal.rawValue, age < Self.sameList,
          known.map(\.itemID) == list.items.map(\.itemID)
        {
          let id: String = before["id"]
          return id
        }
      }
      try database.execute(
        sql: """
          INSERT INTO recommendation_lists
            (id, account_id, made_at, goal, target_valence, target_arousal, items_json, decisions_json)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          list.id, account.id, list.at.milliseconds, list.goal.rawValue, list.target.valence,
          list.target.arousal, items, try Self.json(list.decisions),
        ])
      try Self.dropOldest(of: account, at: list.at, in: database)
      return list.id
    }
  }

  private static func dropOldest(of account: Account, at date: Date, in database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM recommendation_lists WHERE account_id = ? AND (made_at < ? OR made_at < (
          SELECT made_at FROM recommendation_lists WHERE account_id = ?
          ORDER BY made_at DESC LIMIT 1 OFFSET ?))
        """,
      arguments: [
        account.id, date.addingTimeInterval(-memory).milliseconds, account.id, mostPerAccount - 1,
      ])
  }

  /// Notes what was done with an item of a list, and lets the account's learner learn from it.
  ///
  /// - Returns: whether the account has such a list with such an item; else nothing is noted.
  @discardableResult
  public func note(
    _ interaction: Interaction, in listID: String, for account: Account
  ) async throws(StorageError) -> Bool {
    try await database.write { database in
      guard let list = try Self.list(listID, of: account, in: database),
        list.items.contains(where: { $0.itemID == interaction.itemID })
      else { return false }
      try Self.change(list, of: account, in: database) {
        try database.execute(
          sql: """
            INSERT INTO recommendation_feedback (list_id, item_id, kind, made_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (list_id, item_id, kind) DO UPDATE SET made_at = excluded.made_at
            """,
          arguments: [
            listID, interaction.itemID, interaction.kind.rawValue, interaction.at.milliseconds,
          ])
      }
      return true
    }
  }

  /// Takes back what was noted of an item in all the account's lists, and what was learned from it.
  public func retract(
    _ kind: InteractionKind, of itemID: String, for account: Account
  ) async throws(StorageError) {
    try await database.write { database in
      let ids = try String.fetchAll(
        database,
        sql: """
          SELECT list_id FROM recommendation_feedback JOIN recommendation_lists ON id = list_id
          WHERE account_id = ? AND item_id = ? AND kind = ?
          """, arguments: [account.id, itemID, kind.rawValue])
      for id in ids {
        guard let list = try Self.list(id, of: account, in: database) else { continue }
        try Self.change(list, of: account, in: database) {
          try database.execute(
            sql: "DELETE FROM recommendation_feedback WHERE list_id = ? AND item_id = ? AND kind = ?",
            arguments: [id, itemID, kind.rawValue])
        }
      }
    }
  }

  /// What the account's learner knows; that of a new viewer if nothing was learned yet.
  public func learner(of account: Account) async throws(StorageError) -> LinearThompson {
    try await database.read { try Self.learner(of: account, in: $0) }
  }

  /// The account's lists, the oldest first, with the rewards of what was drawn.
  public func all(of account: Account) async throws(StorageError) -> [LoggedList] {
    try await database.read { try Self.lists($0, where: "account_id = ?", [account.id]) }
  }

  /// The lists of all accounts, the oldest first, with the rewards of what was drawn.
  public func all() async throws(StorageError) -> [LoggedList] {
    try await database.read { try Self.lists($0, where: "TRUE", []) }
  }

  // MARK: - Forgetting

  /// Deletes an account's lists of a span, with what was learned from them. Lists that were dropped for their age taught
  /// the learner too: without a beginning it begins anew with the lists that stay.
  static func forget(
    of account: Account, from start: Date?, to end: Date?, in database: Database
  ) throws {
    let condition = "account_id = ? AND made_at >= ? AND made_at < ?"
    let span: StatementArguments = [
      account.id, start?.milliseconds ?? .min, end?.milliseconds ?? .max,
    ]
    let gone = try lessons(of: lists(database, where: condition, span), in: database)
    try database.execute(
      sql: "DELETE FROM recommendation_lists WHERE \(condition)", arguments: span)
    var learner = start == nil ? Ranker.newLearner : try learner(of: account, in: database)
    if start == nil {
      let kept = try lists(database, where: "account_id = ?", [account.id])
      for lesson in try lessons(of: kept, in: database) { learner.learn(lesson) }
    } else {
      for lesson in gone { learner.unlearn(lesson) }
    }
    try keep(learner, of: account, in: database)
  }

  /// The lists that somebody did something with, which are those that teach.
  private static func lessons(of lists: [LoggedList], in database: Database) throws -> [LoggedList] {
    try lists.compactMap { list in
      let feedback = try feedback(on: list.id, in: database)
      return feedback.isEmpty ? nil : list.rewarded(by: feedback)
    }
  }

  /// A learner that knows nothing needs no row.
  private static func keep(
    _ learner: LinearThompson, of account: Account, in database: Database
  ) throws {
    guard learner.count > 0 else {
      return try database.execute(
        sql: "DELETE FROM recommendation_learners WHERE account_id = ?", arguments: [account.id])
    }
    try database.execute(
      sql: """
        INSERT INTO recommendation_learners (account_id, learner_json) VALUES (?, ?)
        ON CONFLICT (account_id) DO UPDATE SET learner_json = excluded.learner_json
        """, arguments: [account.id, try json(learner)])
  }

  // MARK: - Learning

  /// Changes the feedback on a list, and the learner with it. Lists without any feedback teach nothing: perhaps nobody
  /// looked.
  private static func change(
    _ list: LoggedList, of account: Account, in database: Database, _ body: () throws -> Void
  ) throws {
    var learner = try learner(of: account, in: database)
    let before = try feedback(on: list.id, in: database)
    try body()
    let after = try feedback(on: list.id, in: database)
    if !before.isEmpty { learner.unlearn(list.rewarded(by: before)) }
    if !after.isEmpty { learner.learn(list.rewarded(by: after)) }
    try keep(learner, of: account, in: database)
  }

  /// A learner with other features, of another version, is not taken over.
  private static func learner(of account: Account, in database: Database) throws -> LinearThompson {
    let text = try String.fetchOne(
      database, sql: "SELECT learner_json FROM recommendation_learners WHERE account_id = ?",
      arguments: [account.id])
    guard let text, let known = try? value(LinearThompson.self, text),
      known.features == Ranker.trialFeatures
    else { return Ranker.newLearner }
    return known
  }

  // MARK: - Rows

  private static func list(_ id: String, of account: Account, in database: Database) throws -> LoggedList? {
    try lists(database, where: "id = ? AND account_id = ?", [id, account.id]).first
  }

  private static func lists(
    _ database: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [LoggedList] {
    try Row.fetchAll(
      database,
      sql: "SELECT * FROM recommendation_lists WHERE \(condition) ORDER BY made_at, id", arguments: arguments
    ).compactMap { row -> LoggedList? in
      guard let goal = Goal(rawValue: row["goal"]),
        let items = try? value([LoggedList.Entry].self, row["items_json"]),
        let decisions = try? value([Decision].self, row["decisions_json"])
      else { return nil }
      let list = LoggedList(
        id: row["id"], at: Date(milliseconds: row["made_at"]), goal: goal,
        target: Affect(valence: row["target_valence"], arousal: row["target_arousal"]), items: items,
        decisions: decisions)
      return list.rewarded(by: try feedback(on: list.id, in: database))
    }
  }

  private static func feedback(on listID: String, in database: Database) throws -> [Interaction] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT item_id, kind, made_at FROM recommendation_feedback WHERE list_id = ?
        ORDER BY made_at, item_id, kind
        """, arguments: [listID]
    ).compactMap { row in
      InteractionKind(rawValue: row["kind"]).map {
        Interaction(itemID: row["item_id"], kind: $0, at: Date(milliseconds: row["made_at"]))
      }
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }

  private static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
