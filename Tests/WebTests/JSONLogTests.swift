import Foundation
import Hummingbird
import Logging
import Synchronization
import Testing
import Web

/// The log as programs read it, and what is never in it.
@Suite struct JSONLogTests {
  private final class Lines: Sendable {
    private let written = Mutex<[String]>([])

    var all: [String] { written.withLock { $0 } }

    func logger(_ level: Logger.Level) -> Logger {
      var logger = Logger(label: "mien") { label in
        JSONLogHandler(label: label, now: { Date(timeIntervalSince1970: 1_795_348_800.25) }) { line in
          self.written.withLock { $0.append(line) }
        }
      }
      logger.logLevel = level
      return logger
    }

    func objects() throws -> [[String: Any]] {
      try all.map { line in
        #expect(line.hasSuffix("\n") && !line.dropLast().contains("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    }
  }

  @Test func `an event is one object on a line of its own, whatever is in it`() throws {
    let lines = Lines()
    var logger = lines.logger(.info)
    logger[metadataKey: "hb.request.id"] = "abc"
    logger.debug("not this")
    logger.warning(
      "two\nlines and \"quotes\" \u{2028}",
      metadata: [
        "ms": .stringConvertible(3), "list": ["a", "b"], "flag": .stringConvertible(true),
        "level": "not the level",
      ])
    #expect(lines.all.count == 1)
    let event = try #require(try lines.objects().first)
    #expect(event["message"] as? String == "two\nlines and \"quotes\" \u{2028}")
    #expect(event["level"] as? String == "warning")
    #expect(event["time"] as? String == "2026-11-22T12:00:00.250Z")
    #expect(event["request_id"] as? String == "abc")
    #expect(event["ms"] as? Int == 3)
    #expect(event["flag"] as? Bool == true)
    #expect(event["list"] as? [String] == ["a", "b"])
  }

  @Test func `a request is told of by its route, and nothing of a person is`() async throws {
    let lines = Lines()
    let server = try TestServer(logger: lines.logger(.trace))
    let token = try await server.session("Ada Lovelace")
    let secrets = [
      "Ada", "Lovelace", "a long password", "guessed-word", token.text, token.csrfToken, "moonlight",
      "gymnopedie",
      "198.51.100.7", "Firefox", "I feel wonderful",
    ]
    try await server.run { browser in
      let ada = browser.with(token)
      let headers = ["X-Forwarded-For": "198.51.100.7", "User-Agent": "Firefox/128"]
      let found = try await ada.get("/api/v1/catalogue?query=moonlight", headers: headers)
      #expect(found.status == 200)
      _ = try await ada.post("/api/v1/feedback", #"{"item_id": "gymnopedie", "kind": "like"}"#)
      _ = try await ada.delete("/api/v1/feedback/gymnopedie?kind=like")
      _ = try await ada.post("/api/v1/words", #"{"text": "I feel wonderful"}"#)
      _ = try await ada.put("/api/v1/password", #"{"current": "guessed-word", "new": "a long password"}"#)
      _ = try await browser.post(
        "/api/v1/session", #"{"name": "Ada Lovelace", "password": "guessed-word"}"#, headers: headers)
      _ = try await browser.post("/api/v1/session", #"{"name": "Ada Lovelace", "password": }"#)
      _ = try await browser.get("/Ada/Lovelace?password=guessed-word")
      let requests = try lines.objects().filter { $0["message"] as? String == "request" }
      #expect(requests.count == 8)
      let first = try #require(requests.first)
      #expect(first["route"] as? String == "/api/v1/catalogue")
      #expect(first["method"] as? String == "GET")
      #expect(first["status"] as? Int == 200)
      #expect(first["ms"] is Int)
      #expect(first["request_id"] as? String == found.header("X-Request-ID"))
      #expect(requests.last?["route"] as? String == "none")
      for line in lines.all {
        for secret in secrets { #expect(!line.contains(secret), "\(line)") }
      }
    }
  }
}
