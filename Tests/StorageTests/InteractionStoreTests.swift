import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct InteractionStoreTests {
  let temporary: TemporaryStore
  var interactions: InteractionStore { temporary.store.interactions }

  init() throws { temporary = try TemporaryStore() }

  @Test func `an account sees what it did and nobody else's`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    let like = Interaction(itemID: "x", kind: .like, at: noon)
    let skip = Interaction(itemID: "x", kind: .skip, at: noon.addingTimeInterval(0.5))
    try await interactions.record(like, for: ada)
    try await interactions.record(skip, for: bob)
    #expect(try await interactions.all(of: ada) == [like])
    #expect(try await interactions.all(of: bob) == [skip])
    try await interactions.delete(.like, of: "x", for: bob)
    #expect(try await interactions.all(of: ada) == [like])
    try await interactions.delete(.like, of: "x", for: ada)
    #expect(try await interactions.all(of: ada) == [])
    #expect(try await interactions.all(of: bob) == [skip])
  }

  @Test func `the same again moves the time, and interactions come oldest first`() async throws {
    let ada = try await temporary.account("ada")
    for (seconds, id) in [(0.0, "x"), (1, "y"), (2, "x")] {
      try await interactions.record(
        Interaction(itemID: id, kind: .like, at: noon.addingTimeInterval(seconds)), for: ada)
    }
    #expect(try await interactions.all(of: ada).map(\.itemID) == ["y", "x"])
    #expect(try await interactions.all(of: ada).last?.at == noon.addingTimeInterval(2))
  }

  @Test(arguments: InteractionKind.allCases) func `every kind is kept`(kind: InteractionKind) async throws {
    let ada = try await temporary.account("ada")
    let interaction = Interaction(itemID: "x", kind: kind, at: noon)
    try await interactions.record(interaction, for: ada)
    #expect(try await interactions.all(of: ada) == [interaction])
  }

  @Test func `an id is only ever a value`() async throws {
    let ada = try await temporary.account("ada")
    let id = "'); DROP TABLE interactions; --\u{1F600}"
    try await interactions.record(Interaction(itemID: id, kind: .hide, at: noon), for: ada)
    #expect(try await interactions.all(of: ada).map(\.itemID) == [id])
  }

  @Test func `an account keeps its ten thousand newest interactions, another's do not count`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    try await interactions.record(Interaction(itemID: "x", kind: .like, at: noon), for: bob)
    try await temporary.store.run(
      """
      INSERT INTO interactions (account_id, item_id, kind, made_at)
      WITH RECURSIVE numbers (number) AS (
        SELECT 0 UNION ALL SELECT number + 1 FROM numbers
        WHERE number < \(InteractionStore.mostPerAccount - 1))
      SELECT '\(ada.id)', 'item ' || number, 'view', 1000000 + number FROM numbers
      """)
    try await interactions.record(Interaction(itemID: "new", kind: .like, at: noon), for: ada)
    let all = try await interactions.all(of: ada)
    #expect(all.count == InteractionStore.mostPerAccount)
    #expect(all.first?.itemID == "item 1")
    #expect(all.last?.itemID == "new")
    #expect(try await interactions.all(of: bob).count == 1)
  }

  @Test func `choices are what accounts liked or finished and did not skip or hide since`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    let done: [(Account, InteractionKind, String)] = [
      (ada, .like, "a"), (ada, .finish, "a"), (ada, .like, "b"), (ada, .skip, "b"), (ada, .view, "c"),
      (ada, .hide, "d"), (ada, .like, "d"), (bob, .finish, "b"),
    ]
    for (number, (account, kind, id)) in done.enumerated() {
      try await interactions.record(
        Interaction(itemID: id, kind: kind, at: noon.addingTimeInterval(Double(number))), for: account)
    }
    let choices = try await interactions.choices()
    #expect(choices.map(\.itemID).sorted() == ["a", "b", "d"])
    #expect(Set(choices.map(\.viewer)) == [0, 1])
    #expect(try await interactions.choices() == choices)
  }

  @Test func `what was acknowledged is there after opening again`() async throws {
    let ada = try await temporary.account("ada")
    try await interactions.record(Interaction(itemID: "x", kind: .like, at: noon), for: ada)
    let again = try temporary.again()
    #expect(try await again.interactions.all(of: ada).map(\.itemID) == ["x"])
  }
}
