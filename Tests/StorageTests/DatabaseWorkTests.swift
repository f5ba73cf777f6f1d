import Foundation
import Storage
import Synchronization
import Testing

@Suite(.everyEngine) struct DatabaseWorkTests {
  let temporary: TemporaryStore

  init() throws { temporary = try TemporaryStore() }

  /// What was told of the database's work.
  private final class Told: Sendable {
    let work = Mutex<[DatabaseWork]>([])
    var all: [DatabaseWork] { work.withLock { $0 } }
  }

  @Test func `reads and writes are told with what was wrong, refusals of ours are no faults`() async throws {
    let (told, store) = (Told(), temporary.store)
    store.watch { work in told.work.withLock { $0.append(work) } }
    _ = try await temporary.account("ada")
    await #expect(throws: StorageError.nameTaken("ada")) { try await temporary.account("ada") }
    #expect(try await store.accounts.list().count == 1)
    #expect(Set(told.all.map(\.kind)) == [.read, .write])
    #expect(told.all.allSatisfy { $0.fault == nil && $0.took >= .zero })
    let before = told.all.count
    await #expect(throws: StorageError.self) { try await store.run("DELETE FROM no_such_table") }
    #expect(told.all.count == before + 1)
    #expect(told.all.last?.kind == .write)
    #expect(told.all.last?.fault != nil)
  }

  /// A server does it by the million; each telling once made the next one deeper by some calls.
  @Test func `telling of work takes no more of the stack the more was told`() async throws {
    let depths = Mutex<[Int]>([])
    let store = temporary.store
    store.watch { _ in
      let depth = Thread.callStackReturnAddresses.count
      depths.withLock { $0.append(depth) }
    }
    for _ in 0..<60 { _ = try await store.accounts.list() }
    let all = depths.withLock { $0 }
    let (first, last) = (try #require(all.prefix(5).max()), try #require(all.suffix(5).min()))
    #expect(first > 0 && last < first + 30, "\(all)")
  }
}
