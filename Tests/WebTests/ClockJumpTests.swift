import Foundation
import Hummingbird
import Storage
import Testing
import Web

/// A clock on the wall that somebody sets while people are signed in.
@Suite struct ClockJumpTests {
  private static let jumps: [TimeInterval] = [
    -50 * 365 * 86_400, -400 * 86_400, -7200, 7200, 400 * 86_400, 200 * 365 * 86_400,
  ]

  @Test(arguments: jumps) func `whichever way the clock is set, every route answers`(jump: TimeInterval)
    async throws
  {
    let server = try TestServer()
    let table = routes(server.dependencies).filter { $0.path.hasPrefix("/api/") }
    try await server.run { browser in
      let before = browser.with(try await server.session("root", .administrator))
      _ = try await before.post(frame: [0xFF, 0xD8, 0xFF])
      _ = try await before.put("/api/v1/preferences", #"{"store_moods": true, "consent_version": "1"}"#)
      _ = try await before.post("/api/v1/moods", #"{"label": "sad"}"#)
      server.clock.set(by: jump)
      for route in table where route.path != "/api/v1/me" || route.method != .delete {
        // Some routes end the sessions there are.
        let after = browser.with(try await server.session("root", .administrator))
        let path =
          route.path.replacingOccurrences(of: ":item", with: "walden").replacingOccurrences(
            of: ":id", with: "walden") + (route.path == "/api/v1/audit" ? "" : "?kind=like")
        let method = route.path == "/api/v1/mood/events" ? .head : route.method
        for caller in [before, after] {
          let answer = try await caller.send(
            method, path, headers: ["Content-Type": route.body == .jpeg ? "image/jpeg" : "application/json"],
            body: ByteBuffer(string: "{}"))
          let isEncoder = answer.code == "meaning_unavailable"
          #expect(answer.status < 500 || isEncoder, "\(route.method) \(route.path): \(answer.text)")
        }
      }
    }
  }

  @Test func `set back by a year, a cookie opens nothing that it did not before`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.get("/api/v1/me").status == 200)
      server.clock.set(by: -365 * 86_400)
      #expect(try await ada.get("/api/v1/me").status == 401)
      #expect(try await browser.with(server.session("ada")).get("/api/v1/me").status == 200)
      server.clock.set(by: 365 * 86_400)
      #expect(try await ada.get("/api/v1/me").status == 401, "it does not come back")
    }
  }

  @Test func `a viewer's mood goes on, whatever the clock on the wall says`() async throws {
    let server = try TestServer(read: { _, _, _ in seen([reading(.happy)]) })
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for jump in [0.0, -3000, 3000, 60] {
        server.clock.set(by: jump)
        let answer = try await ada.post(frame: [0xFF, 0xD8, 0xFF])
        #expect(answer.status == 200)
        #expect(answer["mood", "label"] as? String == "happy")
      }
    }
  }
}
