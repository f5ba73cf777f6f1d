import Engine
import Synchronization
import Testing

@Suite struct FrameQueueTests {
  private let time = TestTime()
  private let ada = ViewerSession()
  private let bob = ViewerSession()

  private func queue(workers: Int = 1, limit: Int = 10) -> FrameQueue {
    FrameQueue(workers: workers, limit: limit) { [time] in time.now }
  }

  /// A frame that is read until it is let go; it has begun when this returns.
  private func begun(_ viewer: ViewerSession?, in queue: FrameQueue) async -> HeldFrame {
    let frame = HeldFrame()
    Task { try await queue.turn(of: viewer) { _ in await frame.hold() } }
    await frame.begins()
    return frame
  }

  /// A frame that waits when this returns.
  private func waiting(
    _ viewer: ViewerSession?, in queue: FrameQueue, as name: String, in order: Order
  ) async -> Task<Void, any Error> {
    let before = await queue.count
    let task = Task { try await queue.turn(of: viewer) { _ in order.note(name) } }
    while await queue.count == before { await Task.yield() }
    return task
  }

  private func error(of task: Task<Void, any Error>) async -> EngineError? {
    do {
      try await task.value
      return nil
    } catch { return error as? EngineError }
  }

  @Test func `a newer frame of a viewer takes the place of the one that waits`() async throws {
    let (queue, order) = (queue(), Order())
    let first = await begun(ada, in: queue)
    let second = await waiting(ada, in: queue, as: "second", in: order)
    let other = await waiting(bob, in: queue, as: "bob", in: order)
    async let third: Void = queue.turn(of: ada) { _ in order.note("third") }
    #expect(await error(of: second) == .superseded)
    first.letGo()
    try await third
    try await other.value
    #expect(order.names == ["third", "bob"], "the newest has the place of the one before it")
    #expect(await queue.count == 0)
  }

  @Test func `of sixty frames a second the newest is read, and two at most are held`() async throws {
    let (queue, order) = (queue(), Order())
    let first = await begun(ada, in: queue)
    var last = await waiting(ada, in: queue, as: "1", in: order)
    for number in 2...60 {
      let replaced = last
      last = Task { try await queue.turn(of: ada) { _ in order.note(String(number)) } }
      #expect(await error(of: replaced) == .superseded)
      #expect(await queue.count == 1)
    }
    first.letGo()
    try await last.value
    #expect(order.names == ["60"])
  }

  @Test func `one viewer's frames do not keep another's from an idle worker`() async throws {
    let (queue, order) = (queue(workers: 2), Order())
    let first = await begun(ada, in: queue)
    let second = await waiting(ada, in: queue, as: "ada", in: order)
    try await queue.turn(of: bob) { _ in order.note("bob") }
    #expect(order.names == ["bob"])
    first.letGo()
    try await second.value
    #expect(order.names == ["bob", "ada"])
  }

  @Test func `a full queue refuses, and one that has room again takes`() async throws {
    let (queue, order) = (queue(limit: 1), Order())
    let first = await begun(ada, in: queue)
    let second = await waiting(bob, in: queue, as: "bob", in: order)
    await #expect(throws: EngineError.busy) { try await queue.turn(of: nil) { _ in } }
    first.letGo()
    try await second.value
    try await queue.turn(of: nil) { _ in order.note("later") }
    #expect(order.names == ["bob", "later"])
  }

  @Test func `what would wait for longer than a quarter of a second is refused at once`() async throws {
    let (queue, order) = (queue(workers: 2), Order())
    for _ in 0..<100 { try await queue.turn(of: nil) { _ in time.advance(.milliseconds(120)) } }
    let held = [await begun(nil, in: queue), await begun(nil, in: queue)]
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<4 { tasks.append(await waiting(nil, in: queue, as: String(number), in: order)) }
    await #expect(throws: EngineError.busy) { try await queue.turn(of: ada) { _ in } }
    for frame in held { frame.letGo() }
    for task in tasks { try await task.value }
    #expect(order.names == ["0", "1", "2", "3"])
  }

  @Test func `a frame during which the machine slept does not keep others from waiting for long`()
    async throws
  {
    let (queue, order) = (queue(), Order())
    try await queue.turn(of: nil) { _ in time.advance(.seconds(8 * 3600)) }
    let first = await begun(nil, in: queue)
    let second = await waiting(ada, in: queue, as: "ada", in: order)
    first.letGo()
    try await second.value
    #expect(order.names == ["ada"])
  }

  @Test func `who waited for more than a second is not read`() async throws {
    let (queue, order) = (queue(), Order())
    let first = await begun(nil, in: queue)
    let second = await waiting(ada, in: queue, as: "ada", in: order)
    time.advance(.milliseconds(600))
    let third = await waiting(bob, in: queue, as: "bob", in: order)
    time.advance(.milliseconds(600))
    first.letGo()
    #expect(await error(of: second) == .late)
    try await third.value
    #expect(order.names == ["bob"])
  }

  @Test func `late frames make room for new ones while the worker is still busy`() async throws {
    let (queue, order) = (queue(limit: 1), Order())
    let first = await begun(nil, in: queue)
    let second = await waiting(ada, in: queue, as: "ada", in: order)
    time.advance(.seconds(2))
    let third = Task { try await queue.turn(of: bob) { _ in order.note("bob") } }
    #expect(await error(of: second) == .late)
    first.letGo()
    try await third.value
    #expect(order.names == ["bob"])
  }

  @Test func `a frame that fails gives its worker back`() async throws {
    struct Failure: Error {}
    let queue = queue()
    for _ in 0..<3 {
      await #expect(throws: Failure.self) { try await queue.turn(of: ada) { _ in throw Failure() } }
    }
    #expect(try await queue.turn(of: ada) { $0 } == 0)
  }
}

/// A time that stands until it is moved.
private final class TestTime: Sendable {
  private let time = Mutex(Duration.zero)

  var now: Duration { time.withLock { $0 } }

  func advance(_ step: Duration) { time.withLock { $0 += step } }
}

/// What was read, in its order.
private final class Order: Sendable {
  private let noted = Mutex<[String]>([])

  var names: [String] { noted.withLock { $0 } }

  func note(_ name: String) { noted.withLock { $0.append(name) } }
}

/// A frame that is being read until it is let go.
private final class HeldFrame: Sendable {
  private let beginning = AsyncStream.makeStream(of: Void.self)
  private let ending = AsyncStream.makeStream(of: Void.self)

  func hold() async {
    beginning.continuation.yield()
    for await _ in ending.stream { break }
  }

  func begins() async { for await _ in beginning.stream { break } }

  func letGo() { ending.continuation.yield() }
}
