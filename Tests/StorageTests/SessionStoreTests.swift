import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct SessionStoreTests {
  let temporary: TemporaryStore
  var sessions: SessionStore { temporary.store.sessions }
  let day: TimeInterval = 86_400

  init() throws { temporary = try TemporaryStore() }

  @Test func `a session is found by its token until it is ended`() async throws {
    let ada = try await temporary.account("ada")
    let token = try await sessions.start(for: ada, at: noon)
    let found = try await sessions.find(token, at: noon)
    #expect(found?.account == ada)
    #expect(found?.createdAt == noon)
    #expect(try await sessions.find(SessionToken(cookie: token.text).unwrapped, at: noon) == found)
    try await sessions.end(token)
    #expect(try await sessions.find(token, at: noon) == nil)
  }

  @Test func `the database does not hold the token`() async throws {
    let ada = try await temporary.account("ada")
    let token = try await sessions.start(for: ada, at: noon)
    for file in try FileManager.default.contentsOfDirectory(
      at: temporary.store.file.deletingLastPathComponent(), includingPropertiesForKeys: nil)
    {
      let bytes = try Data(contentsOf: file)
      #expect(bytes.range(of: Data(token.text.utf8)) == nil)
      #expect(bytes.range(of: Data(token.csrfToken.utf8)) == nil)
      #expect(bytes.range(of: Data("a long password".utf8)) == nil)
    }
  }

  @Test func `a session ends after fourteen idle days`() async throws {
    let token = try await sessions.start(for: temporary.account("ada"), at: noon)
    let later = noon.addingTimeInterval(14 * day - 1)
    #expect(try await sessions.find(token, at: later) != nil)
    #expect(try await sessions.find(token, at: later.addingTimeInterval(14 * day - 1)) != nil)
    #expect(try await sessions.find(token, at: later.addingTimeInterval(28 * day)) == nil)
  }

  @Test func `asking whether a session holds does not put off its end`() async throws {
    let token = try await sessions.start(for: temporary.account("ada"), at: noon)
    let later = noon.addingTimeInterval(14 * day - 1)
    #expect(try await sessions.holds(token, at: later))
    #expect(try await !sessions.holds(token, at: later.addingTimeInterval(1)))
    #expect(try await sessions.find(token, at: later.addingTimeInterval(1)) == nil)
    try await sessions.end(token)
    #expect(try await !sessions.holds(token, at: noon))
  }

  @Test func `a session ends after ninety days however much it is used`() async throws {
    let token = try await sessions.start(for: temporary.account("ada"), at: noon)
    for days in stride(from: 1.0, to: 90, by: 1) {
      #expect(try await sessions.find(token, at: noon.addingTimeInterval(days * day)) != nil)
    }
    #expect(try await sessions.find(token, at: noon.addingTimeInterval(90 * day)) == nil)
  }

  @Test func `an account keeps its twenty newest sessions`() async throws {
    let ada = try await temporary.account("ada")
    let other = try await sessions.start(for: temporary.account("bob"), at: noon)
    var tokens: [SessionToken] = []
    for second in 0..<22 {
      tokens.append(try await sessions.start(for: ada, at: noon.addingTimeInterval(Double(second))))
    }
    let now = noon.addingTimeInterval(30)
    var alive: [Bool] = []
    for token in tokens { alive.append(try await sessions.find(token, at: now) != nil) }
    #expect(alive == Array(repeating: false, count: 2) + Array(repeating: true, count: 20))
    #expect(try await sessions.find(other, at: now) != nil)
  }

  @Test func `a password that was changed, or an account that is gone, opens no session any more`()
    async throws
  {
    let accounts = temporary.store.accounts
    for name in ["ada", "bob", "eve"] { _ = try await temporary.account(name) }
    func proof(_ name: String) async throws -> PasswordProof {
      try await accounts.prove(name: name, password: "a long password").unwrapped
    }
    let (ada, bob, eve) = (try await proof("ada"), try await proof("bob"), try await proof("eve"))
    try await accounts.setPassword(of: "ada", to: "another password")
    try await accounts.delete(name: "bob")
    #expect(try await sessions.start(for: ada, at: noon) == nil)
    #expect(try await sessions.start(for: bob, at: noon) == nil)
    let token = try await sessions.start(for: eve, at: noon).unwrapped
    #expect(try await sessions.find(token, at: noon)?.account == eve.account)
  }

  @Test func `a session is found even where its use cannot be noted`() async throws {
    let token = try await sessions.start(for: temporary.account("ada"), at: noon)
    switch TestEngine.current {
    case .sqlite:
      try await temporary.store.run(
        "CREATE TRIGGER full BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    case .postgres:
      try await temporary.store.run("ALTER TABLE sessions ADD CHECK (seen_at < 0) NOT VALID")
    }
    #expect(try await sessions.find(token, at: noon.addingTimeInterval(3600)) != nil)
  }

  @Test func `tokens differ, and each has a CSRF token of its own that does not give it away`() async throws {
    let ada = try await temporary.account("ada")
    let first = try await sessions.start(for: ada, at: noon)
    let second = try await sessions.start(for: ada, at: noon)
    #expect(first.text != second.text)
    #expect(first.csrfToken != second.csrfToken)
    #expect(first.csrfToken != first.text)
    #expect(first.accepts(csrfToken: first.csrfToken))
    #expect(!first.accepts(csrfToken: second.csrfToken))
    #expect(!first.accepts(csrfToken: ""))
    #expect(!first.accepts(csrfToken: String(first.csrfToken.dropLast())))
  }

  @Test(arguments: ["", "short", String(repeating: "a", count: 44), String(repeating: "é", count: 43)])
  func `a cookie that cannot be a token is none`(text: String) {
    #expect(SessionToken(cookie: text) == nil)
  }
}

extension Optional {
  /// The value, or a failed test.
  var unwrapped: Wrapped { get throws { try #require(self) } }
}
