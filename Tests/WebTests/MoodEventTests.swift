import Emotions
import Engine
import Foundation
import Storage
import Testing
import Web

/// Over real connections: an answer that does not end has no place in a test client.
@Suite(.timeLimit(.minutes(10))) struct MoodEventTests {
  /// A server that reads an emotion from a frame's only byte; 9 is no face.
  private func server() throws -> TestServer {
    try TestServer(read: { frame, _, _ in
      let number = Int(frame[0])
      return seen(number < 7 ? [reading(Emotion.allCases[number])] : [])
    })
  }

  private func frame(_ emotion: Emotion?) -> [UInt8] { [UInt8(emotion?.index ?? 9)] }

  /// Signs of life quicker than anybody would want.
  private let keepAlive: @Sendable (inout ConnectionLimits) -> Void = { $0.keepAlive = .milliseconds(20) }

  /// A connection that listens, or asks to.
  private func listen(_ port: Int, _ token: SessionToken) async throws -> RawConnection {
    let connection = try RawConnection(port: port)
    try await connection.send(
      "GET /api/v1/mood/events HTTP/1.1\r\nHost: localhost\r\nCookie: mien=\(token.text)\r\n\r\n")
    return connection
  }

  /// Waits until so many listen, as an administrator sees it.
  private func wait(for count: Int, _ server: TestServer, _ browser: Browser) async throws {
    let root = browser.with(try await server.session("root", .administrator))
    while try await root.get("/api/v1/status")["streams"] as? Int != count {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test func `who listens hears what is shown now, and each change of it`() async throws {
    let server = try server()
    try await server.live { port, browser in
      let token = try await server.session("ada")
      var ada = browser.with(token)
      ada.origin = nil
      #expect(try await ada.post(frame: frame(.happy)).status == 200)
      let listener = try await listen(port, try await server.session("ada"))
      let first = await listener.receive(until: "}}\n\n")
      #expect(first.hasPrefix("HTTP/1.1 200 "))
      #expect(first.contains("Content-Type: text/event-stream\r\n"))
      #expect(first.contains("Cache-Control: no-store\r\n"))
      #expect(first.contains("X-Accel-Buffering: no\r\n"))
      #expect(first.contains("retry: 3000\n\n"))
      #expect(first.contains(#"event: mood"# + "\n" + #"data: {"at":"2026-11-22T12:00:00Z","mood":{"#))
      #expect(first.contains(#""state":{"confidence":0.9,"label":"happy","state":"mood"}}"# + "\n\n"))

      var bob = browser.with(try await server.session("bob"))
      bob.origin = nil
      #expect(try await bob.post(frame: frame(.fear)).status == 200)
      server.clock.advance(1)
      for emotion in [Emotion.happy, .sad] {
        #expect(try await ada.post(frame: frame(emotion)).status == 200)
      }
      let second = await listener.receive(until: "}}\n\n")
      #expect(second.contains(#"data: {"at":"2026-11-22T12:00:01Z","#))
      #expect(second.contains(#""label":"sad","state":"mood""#))
      #expect(!second.contains(#""label":"fear""#), "that is somebody else's")

      #expect(try await ada.post(frame: frame(nil)).status == 200)
      let third = await listener.receive(until: "}}\n\n")
      #expect(third.contains(#""mood":null,"state":{"state":"no_face"}}"#))
    }
  }

  @Test func `who listens before there is a viewer hears of the first`() async throws {
    let server = try server()
    try await server.live { port, browser in
      let listener = try await listen(port, try await server.session("ada"))
      #expect(await listener.receive(until: "retry: 3000").contains("200 OK"))
      var ada = browser.with(try await server.session("ada"))
      ada.origin = nil
      #expect(try await ada.post(frame: frame(.surprise)).status == 200)
      #expect(await listener.receive(until: "}}\n\n").contains(#""label":"surprise""#))
    }
  }

  @Test func `what was shown eleven seconds ago is not shown now`() async throws {
    let server = try server()
    try await server.live { port, browser in
      var ada = browser.with(try await server.session("ada"))
      ada.origin = nil
      #expect(try await ada.post(frame: frame(.happy)).status == 200)
      server.clock.advance(11)
      let listener = try await listen(port, try await server.session("ada"))
      #expect(await !listener.receive(until: "retry: 3000").contains("happy"))
      #expect(try await ada.post(frame: frame(.sad)).status == 200)
      #expect(await !listener.receive(until: "}}\n\n").contains(#""label":"happy""#))
    }
  }

  @Test func `a sign of life comes now and then`() async throws {
    let server = try server()
    try await server.live(keepAlive) { port, _ in
      let listener = try await listen(port, try await server.session("ada"))
      for _ in 0..<3 {
        #expect(await listener.receive(until: ": keep-alive\n\n").contains(": keep-alive\n\n"))
      }
    }
  }

  @Test func `it ends when the session is signed out, and at the next sign of life however it ended`()
    async throws
  {
    let server = try server()
    try await server.live(keepAlive) { port, browser in
      let (first, second) = (try await server.session("ada"), try await server.session("ada"))
      let listeners = [try await listen(port, first), try await listen(port, second)]
      for listener in listeners { #expect(await listener.receive(until: "retry").contains("200 OK")) }
      var ada = browser.with(first)
      ada.origin = nil
      #expect(try await ada.delete("/api/v1/session").status == 204)
      #expect(await listeners[0].receiveAll().hasSuffix("0\r\n\r\n"))
      try await server.store.accounts.setPassword(of: "ada", to: "another password")
      #expect(await listeners[1].receiveAll().hasSuffix("0\r\n\r\n"))
      for listener in listeners { #expect(listener.isClosedByServer) }
    }
  }

  @Test func `an account listens eight times at most, and one that ends makes room`() async throws {
    let server = try server()
    try await server.live { port, browser in
      let token = try await server.session("ada")
      var listeners: [RawConnection] = []
      for _ in 0..<8 {
        listeners.append(try await listen(port, token))
        #expect(await listeners.last?.receive(until: "retry").contains("200 OK") == true)
      }
      let ninth = try await listen(port, token).receive(until: "}}")
      #expect(ninth.hasPrefix("HTTP/1.1 429 "))
      #expect(ninth.contains("too_many_streams"))
      let other = try await listen(port, try await server.session("bob"))
      #expect(await other.receive(until: "retry").contains("200 OK"))
      try await wait(for: 9, server, browser)
      listeners.removeLast()
      try await wait(for: 8, server, browser)
      let next = try await listen(port, token)
      #expect(await next.receive(until: "retry").contains("200 OK"))
    }
  }

  @Test func `who asks for the head alone does not listen`() async throws {
    let server = try server()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for _ in 0..<10 { #expect(try await ada.send(.head, "/api/v1/mood/events").status == 200) }
      let root = browser.with(try await server.session("root", .administrator))
      #expect(try await root.get("/api/v1/status")["streams"] as? Int == 0)
    }
  }

  @Test func `it ends well when the server stops`() async throws {
    let server = try server()
    let kept = Noted<RawConnection?>(nil)
    try await server.live { port, _ in
      let listener = try await listen(port, try await server.session("ada"))
      #expect(await listener.receive(until: "retry").contains("200 OK"))
      kept.change { $0 = listener }
    }
    let listener = try #require(kept.now)
    #expect(await listener.receiveAll().hasSuffix("0\r\n\r\n"))
    #expect(listener.isClosedByServer)
  }

  @Test func `a script listens with an access token, until it is deleted`() async throws {
    let server = try server()
    try await server.live { port, browser in
      let secret = try await server.accessToken("ada", [.mood])
      let listener = try RawConnection(port: port)
      try await listener.send(
        "GET /api/v1/mood/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(secret)\r\n\r\n")
      #expect(await listener.receive(until: "retry").contains("200 OK"))
      var ada = browser.with(try await server.session("ada"))
      ada.origin = nil
      #expect(try await ada.post(frame: frame(.angry)).status == 200)
      #expect(await listener.receive(until: "}}\n\n").contains(#""label":"angry""#))
      let id = try #require(try await ada.get("/api/v1/tokens").list("tokens").first?["id"] as? String)
      #expect(try await ada.delete("/api/v1/tokens/\(id)").status == 204)
      #expect(await listener.receiveAll().hasSuffix("0\r\n\r\n"))
    }
  }
}
