import Emotions
import Foundation
import GRDB
import Storage
import Testing

@Suite(.everyEngine) struct BaselineStoreTests {
  let temporary: TemporaryStore
  var baselines: BaselineStore { temporary.store.baselines }
  let numbers = [-0.25, 0, -1.5, 0, 0.7, -1.0 / 3, 0]

  init() throws { temporary = try TemporaryStore() }

  @Test func `a baseline is kept to the last bit, replaced and removed, for one account`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    #expect(try await baselines.find(ada) == nil)
    let first = try Baseline(numbers)
    try await baselines.set(first, for: ada)
    #expect(try await baselines.find(ada) == first)
    #expect(try await baselines.find(bob) == nil)
    let second = try Baseline(Array(numbers.reversed()))
    try await baselines.set(second, for: ada)
    #expect(try await baselines.find(ada) == second)
    try await baselines.remove(for: bob)
    #expect(try await baselines.find(ada) == second)
    try await baselines.remove(for: ada)
    #expect(try await baselines.find(ada) == nil)
  }

  @Test func `nothing but seven numbers is kept, and it goes with the account`() async throws {
    let ada = try await temporary.account("ada")
    try await baselines.set(try Baseline(numbers), for: ada)
    let row = try await temporary.store.texts("SELECT * FROM baselines")
    #expect(row == [ada.id] + numbers.map { String($0) })
    try await temporary.store.accounts.delete(name: "ada")
    #expect(try await temporary.store.texts("SELECT account_id FROM baselines") == [])
  }

  @Test func `numbers that were changed by other means and do not fit are no baseline`() async throws {
    let ada = try await temporary.account("ada")
    try await baselines.set(try Baseline(numbers), for: ada)
    // PostgreSQL keeps numbers alone in a column of numbers.
    for number in TestEngine.current == .sqlite ? ["9", "'much'"] : ["9", "'NaN'"] {
      try await temporary.store.run("UPDATE baselines SET sad = \(number)")
      #expect(try await baselines.find(ada) == nil)
    }
  }

  @Test func `a database from before baselines keeps what is in it`() async throws {
    guard TestEngine.current == .sqlite else { return }
    let directory = try TemporaryDirectory()
    let older = try DatabaseQueue(path: directory.url.appending(path: "mien.sqlite").path())
    try Tables.migrator.migrate(older, upTo: "0002 finished items")
    try await older.write { database in
      try database.execute(
        sql: """
          INSERT INTO accounts (id, name, name_key, role, password_hash, created_at)
          VALUES ('1', 'ada', 'ada', 'member', '', 0);
          INSERT INTO interactions (account_id, item_id, kind, made_at) VALUES ('1', 'x', 'finish', 1000)
          """)
    }
    try older.close()
    let newer = try Store(directory: directory.url, passwordCost: TemporaryStore.cheap)
    let ada = try #require(try await newer.accounts.list().first)
    #expect(try await newer.interactions.all(of: ada).map(\.itemID) == ["x"])
    try await newer.baselines.set(try Baseline(numbers), for: ada)
    #expect(try await newer.baselines.find(ada)?.offsets == numbers)
    #expect(try await newer.tokens.all(of: ada).isEmpty)
  }
}
