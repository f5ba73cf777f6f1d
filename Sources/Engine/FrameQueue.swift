/// Says which frame is read when: a fixed number at a time, one of each viewer, and a short queue before them.
///
/// Of a viewer one frame is read and one may wait. A newer one takes the place of the one that waits: a camera sends
/// the next moment anyway, and only the last moment is worth an answer. So neither many viewers nor one who sends
/// too much makes anybody wait for long, or the memory grow.
///
/// A queue that only has a length makes everybody wait for all of it as soon as there is too much to do. So a frame
/// is refused at once as well if it would wait for too long, as far as one can tell from how long the last ones took.
package actor FrameQueue {
  private struct Waiting {
    let viewer: ObjectIdentifier?
    let since: Duration
    let continuation: CheckedContinuation<Int, any Error>
  }

  private let workers: Int
  private let limit: Int
  private let longestWait: Duration
  private let patience: Duration
  private let now: @Sendable () -> Duration
  private let observe: @Sendable (Duration) -> Void
  private var idle: [Int]
  private var waiting: [Waiting] = []
  /// How long a worker has a frame, of late.
  private var mean: Duration = .zero
  /// The viewers of whom a frame is being read.
  private var reading: Set<ObjectIdentifier> = []

  /// - Parameters:
  ///   - workers: frames read at a time.
  ///   - limit: frames that may wait.
  ///   - longestWait: a frame that would presumably wait for longer is refused, unless fewer wait than there are
  ///     workers.
  ///   - patience: a frame that did wait for longer is not read any more.
  ///   - now: the time, on a clock that does not go back.
  ///   - observe: told how long a worker had each frame.
  package init(
    workers: Int, limit: Int, longestWait: Duration = .milliseconds(250), patience: Duration = .seconds(1),
    now: @escaping @Sendable () -> Duration, observe: @escaping @Sendable (Duration) -> Void = { _ in }
  ) {
    precondition(workers > 0 && limit >= 0, "frames need a worker")
    self.workers = workers
    self.longestWait = longestWait
    idle = Array(0..<workers)
    self.limit = limit
    self.observe = observe
    self.patience = patience
    self.now = now
  }

  /// Frames that wait.
  package var count: Int { waiting.count }

  /// Waits for a worker and gives it back after `body`, which is told the worker's number.
  ///
  /// - Parameter viewer: whose frames are read one at a time; `nil` for a picture of nobody's.
  /// - Throws: ``EngineError/busy`` if the queue is full or too slow, ``EngineError/superseded`` if a newer frame of
  ///   the viewer took the place, ``EngineError/late`` if the wait was too long, and what `body` throws.
  package func turn<Value: Sendable>(
    of viewer: ViewerSession?, _ body: @Sendable (Int) async throws -> Value
  ) async throws -> Value {
    let viewer = viewer.map(ObjectIdentifier.init)
    let worker = try await take(viewer)
    let start = now()
    defer {
      let took = now() - start
      note(took)
      observe(took)
      give(worker, viewer)
    }
    return try await body(worker)
  }

  private func take(_ viewer: ObjectIdentifier?) async throws -> Int {
    if let viewer, let place = waiting.firstIndex(where: { $0.viewer == viewer }) {
      return try await withCheckedThrowingContinuation { continuation in
        waiting[place].continuation.resume(throwing: EngineError.superseded)
        waiting[place] = Waiting(viewer: viewer, since: now(), continuation: continuation)
      }
    }
    if mayRead(viewer), let worker = idle.popLast() {
      begin(viewer)
      return worker
    }
    dropLate()
    guard waiting.count < limit, waiting.count < workers || expectedWait <= longestWait else {
      throw EngineError.busy
    }
    return try await withCheckedThrowingContinuation { continuation in
      waiting.append(Waiting(viewer: viewer, since: now(), continuation: continuation))
    }
  }

  /// The longest waiting frame goes first, unless another of its viewer is being read.
  private func give(_ worker: Int, _ viewer: ObjectIdentifier?) {
    if let viewer { reading.remove(viewer) }
    dropLate()
    guard let place = waiting.firstIndex(where: { mayRead($0.viewer) }) else { return idle.append(worker) }
    let next = waiting.remove(at: place)
    begin(next.viewer)
    next.continuation.resume(returning: worker)
  }

  /// A tenth of the mean is the newest frame's; one of a machine that slept meanwhile is no measure.
  private func note(_ took: Duration) { mean += (min(took, patience) - mean) / 10 }

  private func dropLate() {
    let time = now()
    for frame in waiting where time - frame.since > patience {
      frame.continuation.resume(throwing: EngineError.late)
    }
    waiting.removeAll { time - $0.since > patience }
  }

  private var expectedWait: Duration { mean * (waiting.count + 1) / workers }

  private func mayRead(_ viewer: ObjectIdentifier?) -> Bool { viewer.map { !reading.contains($0) } ?? true }

  private func begin(_ viewer: ObjectIdentifier?) { if let viewer { reading.insert(viewer) } }
}
