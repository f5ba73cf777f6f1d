import Engine
import Foundation
import Storage
import Testing
import Web

@Suite struct OverloadTests {
  private let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
  private let barrier = Barrier()
  private let clock = TestClock()

  /// A server with one worker, which reads a frame until it is let go; the frames of the queue come one by one.
  private func server(queue: FrameQueue) throws -> TestServer {
    try TestServer(read: { [barrier] _, viewer, _ in
      try await queue.turn(of: viewer) { _ in
        await barrier.hold()
        return seen([])
      }
    })
  }

  private func queue(limit: Int = 8) -> FrameQueue {
    FrameQueue(workers: 1, limit: limit) { [clock] in clock.uptime }
  }

  private func fill(_ queue: FrameQueue, to count: Int) async {
    while await queue.count < count { await Task.yield() }
  }

  private func frames(_ browser: Browser, _ server: TestServer) async throws -> [String: Int] {
    let status = try await browser.with(server.session("root", .administrator)).get("/api/v1/status")
    #expect(status.status == 200)
    return status["frames"] as? [String: Int] ?? [:]
  }

  @Test func `of two tabs of a session the newest frame is read, and the one it replaced is told`()
    async throws
  {
    let queue = queue()
    let server = try server(queue: queue)
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      async let first = ada.post(frame: frame)
      await barrier.arrival()
      async let second = ada.post(frame: frame)
      await fill(queue, to: 1)
      async let third = ada.post(frame: frame)
      let replaced = try await second
      #expect(replaced.status == 503)
      #expect(replaced.code == "superseded")
      #expect(replaced.header("Retry-After") == nil)
      barrier.letGo()
      #expect(try await first.status == 200)
      await barrier.arrival()
      barrier.letGo()
      #expect(try await third.status == 200)
      #expect(
        try await frames(browser, server)
          == ["read": 2, "superseded": 1, "refused": 0, "late": 0, "failed": 0])
    }
  }

  @Test func `sixty frames a second of one client keep nobody else waiting`() async throws {
    let queue = queue()
    let server = try server(queue: queue)
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      async let first = ada.post(frame: frame)
      await barrier.arrival()
      let answers = await withTaskGroup(of: Int.self) { group in
        for _ in 0..<60 { group.addTask { (try? await ada.post(frame: frame).status) ?? 0 } }
        var statuses: [Int] = []
        while statuses.count < 59, let status = await group.next() { statuses.append(status) }
        #expect(await queue.count == 1, "sixty have come, and one waits")
        async let other = bob.post(frame: frame)
        await fill(queue, to: 2)
        for _ in 0..<2 {
          barrier.letGo()
          await barrier.arrival()
        }
        barrier.letGo()
        #expect((try? await other.status) == 200)
        for await status in group { statuses.append(status) }
        return statuses
      }
      #expect(try await first.status == 200)
      #expect(answers.count { $0 == 503 } == 59 && answers.count { $0 == 200 } == 1)
      #expect(try await frames(browser, server)["superseded"] == 59)
    }
  }

  @Test func `a full queue refuses with a time to come again`() async throws {
    let queue = queue(limit: 1)
    let server = try server(queue: queue)
    try await server.run { browser in
      let (ada, bob, eve) = (
        browser.with(try await server.session("ada")), browser.with(try await server.session("bob")),
        browser.with(try await server.session("eve"))
      )
      async let first = ada.post(frame: frame)
      await barrier.arrival()
      async let second = bob.post(frame: frame)
      await fill(queue, to: 1)
      let refused = try await eve.post(frame: frame)
      #expect(refused.status == 503)
      #expect(refused.code == "busy")
      #expect(refused.header("Retry-After") == "1")
      barrier.letGo()
      await barrier.arrival()
      barrier.letGo()
      #expect(try await first.status == 200)
      #expect(try await second.status == 200)
      #expect(try await frames(browser, server)["refused"] == 1)
    }
  }

  @Test func `who waited for more than a second is told to send a new frame`() async throws {
    let queue = queue()
    let server = try server(queue: queue)
    try await server.run { browser in
      let (ada, bob) = (
        browser.with(try await server.session("ada")), browser.with(try await server.session("bob"))
      )
      async let first = ada.post(frame: frame)
      await barrier.arrival()
      async let second = bob.post(frame: frame)
      await fill(queue, to: 1)
      clock.advance(1.1)
      barrier.letGo()
      #expect(try await first.status == 200)
      let late = try await second
      #expect(late.status == 503)
      #expect(late.code == "late")
      #expect(late.header("Retry-After") == "1")
      #expect(try await frames(browser, server)["late"] == 1)
    }
  }

  @Test func `an administrator sees how the server stands`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let root = browser.with(try await server.session("root", .administrator))
      for _ in 0..<3 { #expect(try await ada.post(frame: frame).status == 200) }
      #expect(try await root.post(frame: frame).status == 200)
      server.clock.advance(5)
      let status = try await root.get("/api/v1/status")
      let frames = try #require(status["frames"] as? [String: Int])
      #expect(frames == ["failed": 0, "late": 0, "read": 4, "refused": 0, "superseded": 0])
      #expect(["streams", "uptime", "viewers"].map { status[$0] as? Int } == [0, 5, 2])
      server.clock.advance(5.1)
      #expect(try await root.get("/api/v1/status")["viewers"] as? Int == 0)
      #expect(try await ada.get("/api/v1/status").status == 403)
    }
  }
}
