import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct CatalogueImportTests {
  let temporary: TemporaryStore
  var catalogue: CatalogueStore { temporary.store.catalogue }
  var interactions: InteractionStore { temporary.store.interactions }

  struct Gone: Error {}

  init() throws { temporary = try TemporaryStore() }

  private func take(_ items: [Item], at time: Date = noon) async throws -> ImportChanges {
    try await catalogue.importing(at: time) { writer in
      for item in items { try writer.add([item]) }
    }.changes
  }

  /// New, changed, as before.
  private func items(_ changes: ImportChanges) -> [Int] {
    [changes.added, changes.updated, changes.unchanged]
  }

  private func take(
    _ done: [Interaction], for account: Account, at time: Date = noon
  ) async throws -> ImportChanges {
    try await catalogue.importing(for: account, at: time) { try $0.add(done) }.changes
  }

  @Test func `an import counts what is new, changed and as before`() async throws {
    let first = try await take([item("a"), item("b"), item("c")])
    #expect(items(first) == [3, 0, 0])
    let second = try await take([item("a"), item("b", title: "Another"), item("c"), item("d")])
    #expect(items(second) == [1, 1, 2])
    #expect(try await catalogue.imported().map(\.id) == ["a", "c", "d", "b"])
  }

  @Test func `the same again is no change, not even of the version`() async throws {
    _ = try await take([item("a"), item("b")])
    let before = try await catalogue.version()
    let again = try await take([item("a"), item("b")], at: noon + 60)
    #expect(items(again) == [0, 0, 2])
    #expect(try await catalogue.version() == before)
  }

  @Test func `what the closure returns comes back, and what it throws leaves nothing`() async throws {
    let seven = try await catalogue.importing(at: noon) { _ in 7 }
    #expect(seven.result == 7)
    let ada = try await temporary.account("ada")
    await #expect(throws: Gone.self) {
      try await catalogue.importing(for: ada, at: noon) { writer in
        for number in 0..<3000 { try writer.add([item("\(number)")]) }
        try writer.add([Interaction(itemID: "1", kind: .like, at: noon)])
        throw Gone()
      }
    }
    #expect(try await catalogue.imported().isEmpty)
    #expect(try await interactions.all(of: ada).isEmpty)
    #expect(try await take([item("a")]).added == 1)
  }

  @Test func `while an import waits for its input others read and write, and see none of it`() async throws {
    let ada = try await temporary.account("ada")
    _ = try await take([item("a")])
    let other = try temporary.again()
    let (begun, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let catalogue = catalogue
    let importing = Task {
      try await catalogue.importing(at: noon) { writer in
        for number in 0..<2000 { try writer.add([item("new \(number)")]) }
        begun.signal()
        mayEnd.wait()
      }
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        begun.wait()
        continuation.resume()
      }
    }
    #expect(try await other.catalogue.imported().map(\.id) == ["a"])
    try await other.interactions.record(Interaction(itemID: "a", kind: .like, at: noon), for: ada)
    mayEnd.signal()
    #expect(try await importing.value.changes.added == 2000)
    #expect(try await other.catalogue.imported().count == 2001)
    #expect(try await other.interactions.all(of: ada).count == 1)
  }

  @Test func `interactions are an account's, once, and the newest time counts`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let old = Interaction(itemID: "x", kind: .finish, at: noon - 100)
    let new = Interaction(itemID: "x", kind: .finish, at: noon - 50)
    #expect(try await take([old], for: ada).interactions == 1)
    #expect(try await take([old], for: ada).interactions == 0)
    #expect(try await take([new], for: ada).interactions == 1)
    #expect(try await take([old], for: ada).interactions == 0)
    #expect(try await interactions.all(of: ada) == [new])
    #expect(try await interactions.all(of: bob).isEmpty)
    let nobody = try await catalogue.importing(at: noon) { try $0.add([new]) }
    #expect(nobody.changes.interactions == 0)
  }

  @Test func `a like without a time of its own stays where it was when it is imported again`() async throws {
    let ada = try await temporary.account("ada")
    #expect(try await take([Interaction(itemID: "x", kind: .like, at: noon)], for: ada).interactions == 1)
    let later = noon + 3600
    let again = try await take([Interaction(itemID: "x", kind: .like, at: later)], for: ada, at: later)
    #expect(again.interactions == 0)
    #expect(try await interactions.all(of: ada).map(\.at) == [noon])
  }

  @Test func `of a long history the newest are kept, and the others counted`() async throws {
    let ada = try await temporary.account("ada")
    let history = (0..<InteractionStore.mostPerAccount + 5).map {
      Interaction(itemID: "song \($0)", kind: .finish, at: noon - Double($0) - 1)
    }
    let changes = try await take(history, for: ada)
    #expect(changes.interactions == InteractionStore.mostPerAccount)
    #expect(changes.tooOld == 5)
    let kept = try await interactions.all(of: ada)
    #expect(kept.count == InteractionStore.mostPerAccount)
    #expect(kept.last?.itemID == "song 0")
    #expect(try await take(history, for: ada).interactions == 0)
    #expect(try await interactions.all(of: ada) == kept)
  }

  @Test func `nothing of an import stays in tables of its own`() async throws {
    _ = try await take([item("a")])
    let list =
      switch TestEngine.current {
      case .sqlite: "SELECT name FROM sqlite_master WHERE name LIKE 'import%'"
      case .postgres:
        // Imports of other tests, which run at the same time, have temporary ones.
        "SELECT tablename FROM pg_tables WHERE tablename LIKE 'import%' AND schemaname NOT LIKE 'pg_temp%'"
      }
    let names = try await temporary.store.texts(list)
    #expect(names.isEmpty)
  }
}
