import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Testing
import Web

/// What people send who want something else than what a field is for.
@Suite(.timeLimit(.minutes(10))) struct HostileInputTests {
  // MARK: - Headers

  private static let floods = [
    ("one header of 200 KB", "X-Long: " + String(repeating: "a", count: 200_000) + "\r\n"),
    ("20,000 headers", (0..<20_000).map { "X-\($0): a\r\n" }.joined()),
    ("a cookie of 200 KB", "Cookie: mien=" + String(repeating: "a", count: 200_000) + "\r\n"),
    ("the same header 20,000 times", String(repeating: "X-A: b\r\n", count: 20_000)),
  ]

  @Test(arguments: floods) func `a flood of headers is refused, and the server goes on`(
    name: String, headers: String
  ) async throws {
    try await TestServer().live { port, browser in
      for method in ["GET /health/live", "POST /api/v1/session"] {
        let connection = try RawConnection(port: port)
        // The answer may come, and the connection end, before all of it is taken.
        try? await connection.send("\(method) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
        let answer = await connection.receive(until: "\r\n\r\n")
        #expect(
          answer.hasPrefix("HTTP/1.1 400 ") || answer.hasPrefix("HTTP/1.1 431 "), "\(answer.prefix(80))")
      }
      #expect(try await browser.get("/health/live").status == 200)
    }
  }

  @Test func `an address without end is refused, and the server goes on`() async throws {
    try await TestServer().live { port, browser in
      let connection = try RawConnection(port: port)
      let path = "/api/v1/catalogue?search=" + String(repeating: "a", count: 2_000_000)
      try? await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let answer = await connection.receive(until: "\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(80))")
      #expect(try await browser.get("/health/live").status == 200)
    }
  }

  // MARK: - SQL

  private static let sql = [
    "'; DROP TABLE accounts; --", "' OR '1'='1", "\") ; DELETE FROM sessions; --",
    "x' UNION SELECT password_hash FROM accounts --", "\\'; UPDATE accounts SET role = 'administrator'; --",
    "$1 ? :a @b %s", "a\u{0}'; DROP TABLE moods; --", "%' AND 1 = (SELECT COUNT(*) FROM interactions) --",
  ]

  @Test func `SQL in any text of any route is a text`() async throws {
    let (server, api) = (try TestServer(), try DescribedAPI())
    _ = try await server.session("ada")
    let ada = try #require(try await server.store.accounts.list().first)
    try await Belongings.give(to: ada, in: server.store, at: server.clock.now)
    let before = try await server.store.export.tables(of: ada)
    let places = Noted<Set<String>>([])
    try await server.run { browser in
      for operation in try api.operations() {
        for text in Self.sql {
          for attempt in api.attempts(at: operation, with: text) {
            // Nobody has to wait for a wrong password before.
            server.clock.advance(400)
            let root = browser.with(try await server.session("root", .administrator))
            let answer = try await attempt.send(by: root)
            let isEncoder = answer.code == "meaning_unavailable"
            #expect(answer.status < 500 || isEncoder, "\(attempt.place): \(answer.text)")
            for word in ["SQLITE", "syntax error", "no such column", "unrecognized token", "argon2"] {
              #expect(!answer.text.contains(word), "\(attempt.place): \(answer.text)")
            }
            places.change { _ = $0.insert(attempt.place) }
          }
        }
      }
    }
    #expect(places.now.count > 60, "\(places.now.sorted())")
    let accounts = try await server.store.accounts.list().map { "\($0.name) \($0.role)" }
    #expect(accounts.sorted() == ["ada member", "root administrator"])
    #expect(try await server.store.export.tables(of: ada) == before)
  }

  // MARK: - Templates and script

  private static let templates = [
    "{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{% raw %}", "@(7*7)", "%s %n %@", "\\(7*7)",
    "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "&lt;b&gt; & <b>", "$(id) `id`",
  ]

  @Test(arguments: templates) func `a template in a title comes back as it was written`(text: String)
    async throws
  {
    let server = try TestServer()
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let item = JSONValue.object([
        "id": .string("hostile"), "title": .string(text), "creator": .string(text), "kind": .string("music"),
        "minutes": .number(5), "why": .string(text), "valence": .number(0.9), "arousal": .number(0.5),
        "energy": .number(0.9),
        "tags": .array([.string("test")]),
      ])
      let made = try await root.post("/api/v1/catalogue", item.text)
      #expect(made.status == 201, "\(made.text)")
      #expect(made["title"] as? String == text)
      func expectUnchanged(_ items: [[String: Any]]) throws {
        let found = try #require(items.first { $0["id"] as? String == "hostile" })
        for key in ["title", "creator", "why"] { #expect(found[key] as? String == text) }
      }
      try expectUnchanged(try await root.get("/api/v1/catalogue?limit=100").list("items"))
      let list = try await root.get("/api/v1/recommendations?emotion=happy&limit=100")
      try expectUnchanged(list.list("items").compactMap { $0["item"] as? [String: Any] })
      _ = try await root.post("/api/v1/feedback", #"{"item_id": "hostile", "kind": "like"}"#)
      let liked = try await root.get("/api/v1/recommendations?emotion=happy&limit=100")
      let reasons = liked.list("items").flatMap { $0["reasons"] as? [[String: Any]] ?? [] }
      #expect(reasons.allSatisfy { ($0["text"] as? String)?.contains("49") == false }, "nothing is reckoned")
      // The page is the same for everybody: nothing of anybody is written into it.
      let page = try await browser.get("/")
      #expect(!page.text.contains("hostile"))
      for answer in [made, list, liked] {
        #expect(answer.header("Content-Type")?.hasPrefix("application/json") == true)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
      }
    }
  }
}
