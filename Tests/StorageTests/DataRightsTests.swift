import Emotions
import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct DataRightsTests {
  let temporary: TemporaryStore
  var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  /// An account with something in every table, and the texts by which it can be found in the files.
  private func inhabited(_ name: String, role: Role = .member) async throws -> (Account, marks: [String]) {
    let account = try await temporary.account(name, role: role)
    _ = try await store.sessions.start(for: account, at: noon)
    _ = try await store.invitations.create(by: account, at: noon)
    _ = try await store.tokens.create(
      named: "script of \(name)", scopes: [.frames], days: nil, for: account, at: noon)
    try await store.baselines.set(Baseline([0, 0, 0, 0, 0.5, -1, 0]), for: account)
    try await store.preferences.set(
      storesMoods: true, consentVersion: "consent of \(name)", for: account, at: noon)
    let mood = try await store.moods.add(.sad, place: Emotion.sad.affect, for: account, at: noon)
    let review = try #require(ReviewText("review of \(name)"))
    _ = try await store.reviews.put(review, of: "an item", for: account, at: noon)
    for number in 0..<200 {
      let item = "item \(number) of \(name)"
      try await store.interactions.record(Interaction(itemID: item, kind: .like, at: noon), for: account)
      try await store.corrections.set(.origin, of: item, for: account, at: noon)
    }
    return (
      account,
      [account.id, mood.id, "script of \(name)", "consent of \(name)", "review of \(name)"]
        + (0..<200).map { "item \($0) of \(name)" }
    )
  }

  /// The bytes of the database and what lies beside it.
  private func files() throws -> [Data] {
    let folder = store.file.deletingLastPathComponent()
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).map {
      try Data(contentsOf: $0)
    }
  }

  private func found(_ marks: [String]) throws -> [String] {
    let files = try files()
    return marks.filter { mark in files.contains { $0.range(of: Data(mark.utf8)) != nil } }
  }

  @Test func `a table that refers to an account is exported`() async throws {
    let names =
      switch TestEngine.current {
      case .sqlite:
        """
        SELECT DISTINCT t.name FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k
        WHERE t.type = 'table' AND k."table" = 'accounts'
        """
      case .postgres:
        """
        SELECT DISTINCT relname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        WHERE contype = 'f' AND confrelid = 'accounts'::regclass
        """
      }
    let tables = try await store.texts(names).compactMap(\.self)
    // What was done with a list hangs on the list.
    #expect(Set(tables + ["accounts", "recommendation_feedback"]) == ExportStore.tables)
  }

  @Test func `the export has what is stored, without secrets, and nobody else's`() async throws {
    let (ada, _) = try await inhabited("ada", role: .administrator)
    _ = try await inhabited("bob")
    let tables = try await store.export.tables(of: ada)
    let byName = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
    #expect(
      byName["account"]?.rows.map { Array($0.prefix(4)) } == [
        [.text(ada.id), .text("ada"), .text("administrator"), .time(noon)]
      ])
    #expect(byName["sessions"]?.rows == [[.time(noon), .time(noon), .text("")]])
    #expect(byName["preferences"]?.rows == [[.time(noon), .text("consent of ada"), .time(noon)]])
    #expect(
      byName["baseline"]?.rows == [
        [.number(0), .number(0), .number(0), .number(0), .number(0.5), .number(-1), .number(0)]
      ])
    #expect(
      byName["moods"]?.rows.map { Array($0.dropFirst()) } == [
        [.time(noon), .time(noon), .text("sad"), .number(-0.63), .number(-0.27), .number(1), .text("hand")]
      ])
    #expect(byName["feedback"]?.rows.count == 200)
    #expect(byName["feedback"]?.rows.first == [.text("item 0 of ada"), .text("like"), .time(noon)])
    #expect(byName["place_corrections"]?.rows.count == 200)
    #expect(byName["access_tokens"]?.rows.map { $0[1] } == [.text("script of ada")])
    #expect(byName["invitations"]?.rows.count == 1)
    #expect(tables.allSatisfy { !$0.columns.contains { $0.contains("hash") } })
    #expect(!String(describing: tables).contains("of bob"))
  }

  @Test func `an account that is erased is gone from the tables and from the files`() async throws {
    let (_, marks) = try await inhabited("ada")
    let (_, others) = try await inhabited("bob", role: .administrator)
    let hasFiles = TestEngine.current == .sqlite
    if hasFiles { #expect(try found(marks).count == marks.count, "the test finds what is there") }
    let proof = try #require(try await store.accounts.prove(name: "ada", password: "a long password"))
    try await store.accounts.erase(proof)
    if hasFiles {
      let stillThere = try found(marks)
      #expect(stillThere == [])
      #expect(try found(others).count == others.count)
    }
    #expect(try await store.accounts.list().map(\.name) == ["bob"])
    let apart: Set = ["accounts", "invitations", "audit_events", "recommendation_feedback"]
    var left: [String?] = []
    for table in ExportStore.tables.subtracting(apart) {
      left += try await store.texts("SELECT account_id FROM \(table)")
    }
    #expect(!left.contains(proof.account.id))
    #expect(!left.isEmpty)
    await #expect(throws: StorageError.unknownAccount) { try await store.accounts.erase(proof) }
  }

  @Test func `a mood that is deleted is gone from the files when the log is emptied`() async throws {
    guard TestEngine.current == .sqlite else { return }
    let ada = try await temporary.account("ada")
    try await store.preferences.set(storesMoods: true, consentVersion: "1", for: ada, at: noon)
    let mood = try await store.moods.add(.sad, place: Emotion.sad.affect, for: ada, at: noon)
    #expect(try found([mood.id]) == [mood.id])
    try await store.moods.delete(of: ada, at: noon)
    try store.close()
    #expect(try found([mood.id]) == [])
  }

  @Test func `the last administrator cannot be erased, and a proof ends with the password`() async throws {
    _ = try await inhabited("root", role: .administrator)
    _ = try await inhabited("ada")
    let root = try #require(try await store.accounts.prove(name: "root", password: "a long password"))
    await #expect(throws: StorageError.lastAdministrator("root")) { try await store.accounts.erase(root) }
    let ada = try #require(try await store.accounts.prove(name: "ada", password: "a long password"))
    try await store.accounts.setPassword(of: "ada", to: "another password")
    await #expect(throws: StorageError.unknownAccount) { try await store.accounts.erase(ada) }
    #expect(try await store.accounts.list().count == 2)
  }
}
