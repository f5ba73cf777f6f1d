import Foundation
import Testing
import Web

@Suite struct ThrottleTests {
  private let start = Date(timeIntervalSince1970: 1_795_348_800)

  private func fail(_ throttle: Throttle, _ keys: [String], after seconds: TimeInterval) throws {
    try throttle.begin(keys, at: start + seconds)
    throttle.end(keys, succeeded: false, at: start + seconds)
  }

  @Test func `failures spread over more than five minutes do not add up`() throws {
    let throttle = Throttle()
    for number in 0..<20 { try fail(throttle, ["a"], after: Double(number) * 76) }
  }

  @Test func `the fifth failure within five minutes starts the wait`() throws {
    let throttle = Throttle()
    for number in 0..<5 { try fail(throttle, ["a"], after: Double(number) * 74) }
    let last = start + 4 * 74
    #expect(throws: (any Error).self) { try throttle.begin(["a"], at: last + 899) }
    #expect(throws: (any Error).self) { try throttle.begin(["b", "a"], at: last + 899) }
    try throttle.begin(["b"], at: last)
    try throttle.begin(["a"], at: last + 900)
  }

  @Test func `attempts under way count until they are over`() throws {
    let throttle = Throttle()
    for _ in 0..<5 { try throttle.begin(["a"], at: start) }
    #expect(throws: (any Error).self) { try throttle.begin(["a"], at: start) }
    throttle.abandon(["a"])
    try throttle.begin(["a"], at: start)
  }

  @Test func `a success forgives the account but not the address`() throws {
    let throttle = Throttle()
    for _ in 0..<4 { try fail(throttle, ["account", "address"], after: 0) }
    try throttle.begin(["account", "address"], at: start)
    throttle.end(["account", "address"], succeeded: true, at: start)
    for _ in 0..<4 { try fail(throttle, ["account"], after: 1) }
    try fail(throttle, ["another", "address"], after: 1)
    #expect(throws: (any Error).self) { try throttle.begin(["a third", "address"], at: start + 2) }
  }

  @Test func `it never remembers more keys than it has room for`() throws {
    let throttle = Throttle(mostKeys: 100)
    for number in 0..<5_000 { try fail(throttle, ["key \(number)"], after: Double(number) / 100) }
    #expect(throttle.count <= 100)
    for number in 0..<500 { try fail(throttle, ["later \(number)"], after: 7200 + Double(number) * 400) }
    #expect(throttle.count <= 100)
  }
}
