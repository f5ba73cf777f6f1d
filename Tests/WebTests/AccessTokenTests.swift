import Engine
import Foundation
import Storage
import Synchronization
import Testing
import Web

@Suite struct AccessTokenTests {
  private let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  @Test func `a token is shown once, listed without its secret, used and deleted`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let made = try await ada.post(
        "/api/v1/tokens", #"{"name":"camera","scopes":["mood","frames"],"days":90}"#)
      #expect(made.status == 201)
      let secret = try #require(made["token"] as? String)
      let id = try #require(made["id"] as? String)
      #expect(secret.hasPrefix("mien_"))
      #expect(made["scopes"] as? [String] == ["frames", "mood"])
      #expect(made["created_at"] as? String == "2026-11-22T12:00:00Z")
      #expect(made["expires_at"] as? String == "2027-02-20T12:00:00Z")

      let script = browser.with(bearer: secret)
      server.clock.advance(3)
      #expect(try await script.post(frame: frame).status == 200)
      let list = try await ada.get("/api/v1/tokens")
      #expect(!list.text.contains(secret.dropFirst(5)))
      let token = try #require(list.list("tokens").first)
      #expect(token["name"] as? String == "camera")
      #expect(token["last_used_at"] as? String == "2026-11-22T12:00:03Z")
      #expect(token["token"] == nil)
      let bob = browser.with(try await server.session("bob"))
      #expect(try await bob.get("/api/v1/tokens").list("tokens").isEmpty)
      #expect(try await bob.delete("/api/v1/tokens/\(id)").code == "unknown_token")
      #expect(try await ada.delete("/api/v1/tokens/\(id)").status == 204)
      #expect(try await ada.delete("/api/v1/tokens/\(id)").status == 404)
      #expect(try await script.post(frame: frame).status == 401)
    }
  }

  @Test func `a token that does not expire says so`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for body in [#"{"name":"a","scopes":["mood"]}"#, #"{"name":"b","scopes":["mood"],"days":null}"#] {
        let made = try await ada.post("/api/v1/tokens", body)
        #expect(made.status == 201)
        #expect(made["expires_at"] is NSNull)
        #expect(made["last_used_at"] is NSNull)
      }
    }
  }

  @Test(arguments: [
    (#"{"name":"a"}"#, 400, "malformed"), (#"{"name":"a","scopes":"mood"}"#, 400, "malformed"),
    (#"{"name":"a","scopes":["everything"]}"#, 400, "wrong_value"),
    (#"{"name":"a","scopes":[]}"#, 422, "unfit_token"),
    (#"{"name":"","scopes":["mood"]}"#, 422, "unfit_token"),
    (#"{"name":"a","scopes":["mood"],"days":0}"#, 422, "unfit_token"),
    (#"{"name":"a","scopes":["mood"],"days":1.5}"#, 400, "malformed"),
  ]) func `a token that does not fit is refused`(body: String, status: Int, code: String) async throws {
    let server = try TestServer()
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post("/api/v1/tokens", body)
      #expect(answer.status == status)
      #expect(answer.code == code)
      #expect(answer.message?.isEmpty == false)
    }
  }

  @Test func `the twenty-first token is refused`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for _ in 0..<20 { _ = try await server.accessToken("ada", [.mood]) }
      let answer = try await ada.post("/api/v1/tokens", #"{"name":"a","scopes":["mood"]}"#)
      #expect(answer.status == 409)
      #expect(answer.code == "too_many_tokens")
    }
  }

  @Test func `each token is a viewer of its own`() async throws {
    let viewers = Mutex<[ViewerSession]>([])
    let server = try TestServer(read: { _, viewer, _ in
      viewers.withLock { $0.append(viewer) }
      return seen([])
    })
    try await server.run { browser in
      let first = browser.with(bearer: try await server.accessToken("ada", [.frames]))
      let second = browser.with(bearer: try await server.accessToken("ada", [.frames]))
      let person = browser.with(try await server.session("ada"))
      for caller in [first, second, person, first] {
        #expect(try await caller.post(frame: frame).status == 200)
      }
    }
    let all = viewers.withLock(\.self)
    #expect(all[0] === all[3])
    #expect(all[0] !== all[1] && all[1] !== all[2] && all[0] !== all[2])
  }

  @Test func `neither the log nor the disk has the secret`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let made = try await ada.post("/api/v1/tokens", #"{"name":"a","scopes":["frames"]}"#)
      let secret = try #require(made["token"] as? String)
      #expect(try await browser.with(bearer: secret).post(frame: frame).status == 200)
      let text = Data(secret.dropFirst(5).utf8)
      #expect(server.log.lines.allSatisfy { !$0.contains(secret.dropFirst(5)) })
      for file in try FileManager.default.subpathsOfDirectory(atPath: server.directory.path()) {
        let bytes = (try? Data(contentsOf: server.directory.appending(path: file))) ?? Data()
        #expect(bytes.range(of: text) == nil)
      }
    }
  }
}
