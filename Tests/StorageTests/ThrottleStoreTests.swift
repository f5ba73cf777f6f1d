import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct ThrottleStoreTests {
  let temporary: TemporaryStore
  var throttle: ThrottleStore { temporary.store.throttles }

  init() throws { temporary = try TemporaryStore() }

  /// Fails once, unless it has to wait.
  private func fail(
    _ keys: [String], after seconds: TimeInterval, _ throttle: ThrottleStore? = nil
  ) async throws {
    let throttle = throttle ?? self.throttle
    let wait = try await throttle.begin(keys, at: noon + seconds)
    #expect(wait == nil)
    try await throttle.end(keys, succeeded: false, at: noon + seconds)
  }

  @Test func `failures spread over more than five minutes do not add up`() async throws {
    for number in 0..<20 { try await fail(["a"], after: Double(number) * 76) }
  }

  @Test func `the fifth failure within five minutes starts the wait, on every server`() async throws {
    let other = try temporary.again()
    for number in 0..<5 {
      try await fail(["a"], after: Double(number) * 74, number % 2 == 0 ? throttle : other.throttles)
    }
    let last = noon + 4 * 74
    for store in [temporary.store, other] {
      #expect(try await store.throttles.begin(["a"], at: last + 899) == 1)
      #expect(try await store.throttles.begin(["b", "a"], at: last) == 900)
    }
    #expect(try await throttle.begin(["b"], at: last) == nil)
    #expect(try await throttle.begin(["a"], at: last + 900) == nil)
  }

  @Test func `attempts under way count until they are over, or their server must have fallen`() async throws {
    for _ in 0..<5 { #expect(try await throttle.begin(["a"], at: noon) == nil) }
    #expect(try await throttle.begin(["a"], at: noon) == 1)
    try await throttle.abandon(["a"], at: noon)
    #expect(try await throttle.begin(["a"], at: noon) == nil)
    #expect(try await throttle.begin(["a"], at: noon + 59) == 1)
    #expect(try await throttle.begin(["a"], at: noon + 60) == nil)
  }

  @Test func `of twenty at once five begin`() async throws {
    let (throttle, other) = (throttle, try temporary.again().throttles)
    let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask { try await (number % 2 == 0 ? throttle : other).begin(["a"], at: noon) == nil }
      }
      return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
    }
    #expect(begun == 5)
  }

  @Test func `a success forgives the account but not the address`() async throws {
    for _ in 0..<4 { try await fail(["account", "address"], after: 0) }
    #expect(try await throttle.begin(["account", "address"], at: noon) == nil)
    try await throttle.end(["account", "address"], succeeded: true, at: noon)
    for _ in 0..<4 { try await fail(["account"], after: 1) }
    try await fail(["another", "address"], after: 1)
    #expect(try await throttle.begin(["a third", "address"], at: noon + 2) == 899)
  }

  @Test func `it never remembers more keys than it has room for, nor longer than they matter`() async throws {
    let throttle = throttle.keeping(20)
    for number in 0..<100 { try await fail(["key \(number)"], after: Double(number) / 100, throttle) }
    #expect(try await throttle.count() <= 20)
    try await fail(["later"], after: 7200, throttle)
    #expect(try await throttle.count() == 1)
  }

  @Test func `keys are kept as hashes`() async throws {
    try await fail(["account ada", "address 192.0.2.1"], after: 0)
    let kept = try await temporary.store.texts("SELECT * FROM throttles")
    #expect(!kept.isEmpty)
    #expect(!kept.contains { $0?.contains("ada") == true || $0?.contains("192.0") == true })
  }
}
