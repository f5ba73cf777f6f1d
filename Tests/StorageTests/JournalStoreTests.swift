import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct JournalStoreTests {
  private let temporary: TemporaryStore
  private var journal: JournalStore { temporary.store.journal }
  private let noon = Date(timeIntervalSince1970: 1_800_000_000.25)

  init() throws { temporary = try TemporaryStore() }

  @Test func `lines come back the newest first, for their writer alone, and go with the account`()
    async throws
  {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let first = try await journal.add("Tired; 'DROP TABLE'", label: nil, confidence: 0.3, for: ada, at: noon)
    let second = try await journal.add(
      "Ein Tag 🙂", label: .happy, confidence: 0.8, for: ada, at: noon.addingTimeInterval(60))
    #expect(try await journal.list(of: ada) == [second, first])
    #expect(try await journal.list(of: ada, most: 1) == [second])
    #expect(try await journal.list(of: bob).isEmpty)
    await #expect(throws: StorageError.noSuchEntry) { try await journal.delete(first.id, of: bob) }
    try await journal.delete(first.id, of: ada)
    try await journal.deleteAll(of: bob)
    #expect(try await journal.list(of: ada) == [second])
    try await temporary.store.accounts.delete(name: "ada")
    #expect(try await temporary.store.texts("SELECT text FROM journal") == [])
  }
}
