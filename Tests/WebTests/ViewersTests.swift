import Emotions
import Engine
import Foundation
import Storage
import Testing
import Web

@Suite struct ViewersTests {
  private let server: TestServer
  /// The baseline of the viewer of the last frame, and who it was.
  private let last = Noted<(viewer: ViewerSession?, baseline: Baseline?)>((nil, nil))
  private let start = Date(timeIntervalSince1970: 1_795_348_800)

  init() throws { server = try TestServer() }

  private func visitor(_ name: String) async throws -> Visitor {
    let token = try await server.session(name)
    return Visitor(try #require(try await server.store.sessions.find(token, at: server.clock.now)), token)
  }

  private func viewers(most: Int = 256, _ answer: ViewerReading = seen([])) -> Viewers {
    Viewers(server.store, feed: MoodFeed(), most: most) { [last] _, viewer, _ in
      last.change { $0 = (viewer, viewer.baseline) }
      return answer
    }
  }

  /// Who the viewer of a frame is.
  @discardableResult private func look(
    _ viewers: Viewers, _ visitor: Visitor, after seconds: Double
  ) async throws -> ViewerSession? {
    _ = try await viewers.read([], of: visitor, at: start + seconds, uptime: .seconds(seconds))
    return last.now.viewer
  }

  @Test func `beyond its room a newcomer is turned away until somebody has been gone for ten seconds`()
    async throws
  {
    let viewers = viewers(most: 2)
    let (ada, bob, eve) = (try await visitor("ada"), try await visitor("bob"), try await visitor("eve"))
    let first = try await look(viewers, ada, after: 0)
    let second = try await look(viewers, bob, after: 4)
    for time in [5.0, 10] {
      await #expect(throws: WebError.tooManyViewers) { try await look(viewers, eve, after: time) }
    }
    #expect(await viewers.count(at: .seconds(10)) == 2)
    #expect(try await look(viewers, eve, after: 10.1) != nil)
    #expect(try await look(viewers, bob, after: 10.2) === second)
    await #expect(throws: WebError.tooManyViewers) { try await look(viewers, ada, after: 10.3) }
    #expect(try await look(viewers, ada, after: 30) !== first)
    #expect(await viewers.counts.refused == 3)
    #expect(await viewers.counts.read == 5)
  }

  @Test func `somebody whose frame is being read is not gone`() async throws {
    let barrier = Barrier()
    let viewers = Viewers(server.store, feed: MoodFeed(), most: 1) { _, _, _ in
      await barrier.hold()
      return seen([])
    }
    let (ada, bob) = (try await visitor("ada"), try await visitor("bob"))
    async let first = viewers.read([], of: ada, at: start, uptime: .zero)
    await barrier.arrival()
    await #expect(throws: WebError.tooManyViewers) {
      try await viewers.read([], of: bob, at: start, uptime: .seconds(60))
    }
    barrier.letGo()
    _ = try await first
    async let second = viewers.read([], of: bob, at: start, uptime: .seconds(60))
    await barrier.arrival()
    barrier.letGo()
    _ = try await second
  }

  @Test func `a viewer ends with its session`() async throws {
    let viewers = viewers()
    let ada = try await visitor("ada")
    let first = try await look(viewers, ada, after: 0)
    #expect(try await look(viewers, ada, after: 0.1) === first)
    await viewers.forget(ada.id)
    #expect(await viewers.count(at: .zero) == 0)
    #expect(try await look(viewers, ada, after: 0.2) !== first)
  }

  @Test func `a frame that comes after its session ended leaves nothing behind`() async throws {
    let viewers = viewers()
    let ada = try await visitor("ada")
    try await server.store.accounts.setPassword(of: "ada", to: "another password")
    await #expect(throws: WebError.notSignedIn) { try await look(viewers, ada, after: 0) }
    #expect(await viewers.count(at: .zero) == 0)
    #expect(await viewers.counts.failed == 1)
  }

  @Test func `a baseline counts for all viewers of the account, those to come as well`() async throws {
    let viewers = viewers()
    let (ada, again, bob) = (try await visitor("ada"), try await visitor("ada"), try await visitor("bob"))
    let baseline = try Baseline([-1, 0, 0, 0, 0.5, 0, 0])
    func baselineAfterFrame(of visitor: Visitor) async throws -> Baseline? {
      try await look(viewers, visitor, after: 0)
      return last.now.baseline
    }
    #expect(try await baselineAfterFrame(of: ada) == nil)
    try await viewers.keep(baseline, for: ada.account)
    #expect(try await baselineAfterFrame(of: ada) == baseline)
    #expect(try await baselineAfterFrame(of: again) == baseline)
    #expect(try await baselineAfterFrame(of: bob) == nil)
    try await viewers.keep(nil, for: ada.account)
    #expect(try await baselineAfterFrame(of: ada) == nil)
    #expect(try await server.store.baselines.find(ada.account) == nil)
  }

  @Test func `a baseline that was learned is kept with the account`() async throws {
    let baseline = try Baseline([0, 0, 0, 0, 0.7, -1.5, 0])
    let viewers = viewers(seen([reading(.sad)], learning: .learned(baseline)))
    let (ada, again) = (try await visitor("ada"), try await visitor("ada"))
    try await look(viewers, again, after: 0)
    try await look(viewers, ada, after: 0)
    #expect(try await server.store.baselines.find(ada.account) == baseline)
    try await look(viewers, again, after: 0.2)
    #expect(last.now.baseline == baseline)
  }
}
