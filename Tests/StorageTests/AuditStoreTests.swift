import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct AuditStoreTests {
  let temporary: TemporaryStore
  var audit: AuditStore { temporary.store.audit }

  init() throws { temporary = try TemporaryStore() }

  @Test func `events come the newest first, in the order in which they happened`() async throws {
    let ada = try await temporary.account("ada")
    for kind in AuditEvent.Kind.allCases {
      try await audit.record(kind, by: ada, address: "192.0.2.1", detail: "code", at: noon)
    }
    let events = try await audit.events(limit: 200)
    #expect(events.map(\.kind) == AuditEvent.Kind.allCases.reversed())
    #expect(events.allSatisfy { $0.account == "ada" && $0.subject == nil && $0.address == "192.0.2.1" })
    let page = try await audit.events(limit: 3)
    #expect(page == Array(events.prefix(3)))
    #expect(try await audit.events(before: page[2].id, limit: 2) == Array(events[3..<5]))
    #expect(try await audit.events(before: events.last?.id, limit: 9) == [])
  }

  @Test func `a name nobody has is not kept, another's is`() async throws {
    _ = try await temporary.account("Ada")
    for name in ["ADA", "my secret password", "", "a\u{0}b"] {
      try await audit.recordFailure(ofName: name, address: nil, detail: "password", at: noon)
    }
    #expect(try await audit.events(limit: 9).map(\.account) == [nil, nil, nil, "Ada"])
    let kept = try await temporary.store.texts("SELECT * FROM audit_events")
    #expect(!kept.contains { $0?.contains("my secret") == true })
    guard TestEngine.current == .sqlite else { return }
    let content = try Data(contentsOf: temporary.store.file)
    #expect(content.range(of: Data("my secret".utf8)) == nil)
  }

  @Test func `with an account its name is gone from the log`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let ada = try await temporary.account("ada lovelace")
    try await audit.record(.signedIn, by: ada, address: "192.0.2.1", at: noon)
    try await audit.record(.roleChanged, by: root, to: ada, address: nil, detail: "member", at: noon)
    #expect(try await audit.events(limit: 1).map(\.subject) == ["ada lovelace"])
    try await temporary.store.accounts.delete(id: ada.id)
    try await audit.record(.accountDeleted, by: root, to: ada, address: nil, at: noon)
    let events = try await audit.events(limit: 9)
    #expect(events.map(\.account) == ["root", "root", nil])
    #expect(events.map(\.subject) == [nil, nil, nil])
  }

  @Test func `events are kept for ninety days`() async throws {
    try await audit.record(.signedOut, by: nil, address: nil, at: noon)
    try await audit.record(
      .signedIn, by: nil, address: nil, at: noon.addingTimeInterval(AuditStore.lifetime - 1))
    #expect(try await audit.events(limit: 9).count == 2)
    try await audit.record(
      .signedIn, by: nil, address: nil, at: noon.addingTimeInterval(AuditStore.lifetime + 1))
    #expect(try await audit.events(limit: 9).map(\.kind) == [.signedIn, .signedIn])
  }

  @Test func `of too many events the oldest go`() async throws {
    let audit = audit.keeping(20)
    for second in 0..<129 {
      try await audit.record(
        .signedIn, by: nil, address: nil, detail: String(second),
        at: noon.addingTimeInterval(Double(second)))
    }
    let kept = try await audit.events(limit: 200)
    #expect(kept.map(\.detail) == (109..<129).reversed().map { String($0) })
  }
}
