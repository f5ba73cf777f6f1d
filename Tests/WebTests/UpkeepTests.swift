import Emotions
import Engine
import Foundation
import Storage
import Testing
import Web

@Suite struct UpkeepTests {
  private let server: TestServer
  private let numbers = Noted(ProcessNumbers(openFiles: 10, mostFiles: 1024))

  init() throws { server = try TestServer() }

  private func upkeep(_ viewers: Viewers) -> Upkeep {
    Upkeep(
      viewers, uptime: { [clock = server.clock] in clock.uptime }, logger: server.log.logger(),
      numbers: { [numbers] in numbers.now })
  }

  private func visitor(_ name: String) async throws -> Visitor {
    let token = try await server.session(name)
    return Visitor(try #require(try await server.store.sessions.find(token, at: server.clock.now)), token)
  }

  @Test func `the last viewer's face and mood are forgotten though no other frame comes`() async throws {
    let viewers = Viewers(server.store, feed: MoodFeed()) { _, _, _ in seen([reading(.happy)]) }
    let (ada, bob) = (try await visitor("ada"), try await visitor("bob"))
    let upkeep = upkeep(viewers)
    _ = try await viewers.read([], of: ada, at: server.clock.now, uptime: server.clock.uptime)
    server.clock.advance(4)
    _ = try await viewers.read([], of: bob, at: server.clock.now, uptime: server.clock.uptime)
    server.clock.advance(6)
    await upkeep.round()
    #expect(await viewers.remembered == 2, "ten seconds are not over")
    server.clock.advance(0.1)
    await upkeep.round()
    #expect(await viewers.remembered == 1)
    server.clock.advance(4)
    await upkeep.round()
    #expect(await viewers.remembered == 0)
  }

  @Test func `the mood of who is gone is stored where that was asked for`() async throws {
    let viewers = Viewers(server.store, feed: MoodFeed()) { _, _, _ in seen([reading(.happy)]) }
    let ada = try await visitor("ada")
    try await server.store.preferences.set(
      storesMoods: true, consentVersion: "1", for: ada.account, at: server.clock.now)
    for _ in 0..<5 {
      _ = try await viewers.read([], of: ada, at: server.clock.now, uptime: server.clock.uptime)
      server.clock.advance(1)
    }
    server.clock.advance(10)
    await upkeep(viewers).round()
    #expect(await viewers.remembered == 0)
    #expect(try await server.store.moods.list(of: ada.account).map(\.label) == [.happy])
  }

  @Test func `that file descriptors run out is said once, and once that it is over`() async throws {
    let upkeep = upkeep(Viewers(server.store, feed: MoodFeed()) { _, _, _ in seen([]) })
    func lines() -> [String] { server.log.lines.filter { $0.contains("file descriptors") } }
    let rounds: [(open: Int?, said: Int)] = [
      (10, 0), (972, 0), (973, 1), (1024, 1), (nil, 1), (20, 2), (20, 2), (nil, 3),
    ]
    for round in rounds {
      numbers.change { $0 = ProcessNumbers(openFiles: round.open, mostFiles: 1024) }
      await upkeep.round()
      #expect(lines().count == round.said, "\(String(describing: round.open))")
    }
    #expect(lines().map { String($0.prefix { $0 != " " }) }.first == "error")
  }
}
