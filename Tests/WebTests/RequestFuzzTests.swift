import Fuzzing
import Hummingbird
import Storage
import Testing

/// Damaged bodies, cookies and queries go through the whole server: whatever they say, the answer is a refusal or a
/// success, and never a failure of ours.
@Suite(.timeLimit(.minutes(Fuzz.minutes))) struct RequestFuzzTests {
  private let server: TestServer

  init() throws { server = try TestServer() }

  @Test func `bodies of JSON`() async throws {
    let bodies = [
      ("/api/v1/session", #"{"name":"nobody","password":"a long password"}"#),
      ("/api/v1/feedback", #"{"item_id":"walden","kind":"like"}"#),
      ("/api/v1/tokens", #"{"name":"a script","scopes":["frames","mood"],"days":9}"#),
      ("/api/v1/viewer/face", #"{"id":2}"#),
    ]
    let words = ["null", "1e999", "{", "[", "\"", "\\ud800", "' OR 1=1 --", "\u{0}", "-1", "true"]
    let seeds = bodies.map { Array($0.1.utf8) }
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      var turn = 0
      try await Fuzz("json-bodies", seeds: seeds, words: words, rounds: 300).run { bytes in
        let path = bodies[turn % bodies.count].0
        turn += 1
        let answer = try await ada.send(
          path.hasSuffix("face") ? .put : .post, path, headers: ["Content-Type": "application/json"],
          body: ByteBuffer(bytes: bytes))
        #expect(answer.status < 500, "\(path): \(bytes)")
      }
    }
  }

  @Test func `cookies and tokens`() async throws {
    let token = try await server.session("ada")
    let secret = try await server.accessToken("bob", Set(Scope.allCases))
    let seeds = ["mien=\(token.text)", "a=b; mien=\(token.text); c=d", "Bearer \(secret)"]
    try await server.run { browser in
      try await Fuzz(
        "cookies", seeds: seeds.map { Array($0.utf8) },
        words: ["mien=", "__Host-mien=", ";", "=", "\"", "%00"],
        rounds: 500
      ).run { bytes in
        // A header holds no control characters; the parser before us refuses them.
        let text = String(decoding: bytes.map { $0 < 0x20 || $0 > 0x7E ? 0x3F : $0 }, as: UTF8.self)
        for header in ["Cookie", "Authorization"] {
          let answer = try await browser.get("/api/v1/me", headers: [header: text])
          #expect([200, 401, 403].contains(answer.status), "\(header): \(text)")
          if answer.status == 200 { #expect(text.contains(token.text)) }
        }
      }
    }
  }

  @Test func `queries`() async throws {
    let seeds = [
      "goal=lift&emotion=sad&confidence=0.7&minutes=30&limit=5",
      "kinds=music,film&at=2026-11-22T23:30&timezone=UTC",
      "search=caf%C3%A9&kind=book&limit=3", "quiet_from=22:00&quiet_to=07:00",
    ]
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      try await Fuzz(
        "queries", seeds: seeds.map { Array($0.utf8) },
        words: ["%", "%FF", "&", "=", "9223372036854775808", "nan", "+"],
        rounds: 400
      ).run { bytes in
        let allowed = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%&=+,:".utf8)
        let query = String(decoding: bytes.map { allowed.contains($0) ? $0 : 0x25 }, as: UTF8.self)
        for path in ["/api/v1/recommendations", "/api/v1/catalogue"] {
          let answer = try await ada.get("\(path)?\(query)")
          #expect(answer.status < 500, "\(path)?\(query)")
        }
      }
    }
  }
}
