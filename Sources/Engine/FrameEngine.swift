import Images

/// Bounded, concurrent analysis of frames: a fixed number of workers and a short queue before them.
///
/// ```swift
/// let engine = FrameEngine(EngineFiles(weights: weights), workers: 2)
/// let reading = try await engine.read(jpeg, of: ViewerSession(), at: .zero)
/// ```
public struct FrameEngine: Sendable {
  private let workers: [FrameWorker]
  private let queue: FrameQueue

  /// - Parameters:
  ///   - workers: frames analysed at the same time, each on one thread: at most the number of cores.
  ///   - queueLimit: frames that may wait; one more is refused.
  ///   - longestWait: a frame that would presumably wait for longer is refused.
  ///   - patience: a frame that did wait for longer is not read any more.
  ///   - limits: of each frame, checked before a pixel is decoded.
  ///   - now: the time by which waiting is measured; `nil` for a ``Stopwatch``.
  ///   - observe: told how long a worker had each frame.
  public init(
    _ files: EngineFiles, workers: Int, queueLimit: Int = 64,
    longestWait: Duration = .milliseconds(250), patience: Duration = .seconds(1),
    limits: ImageLimits = ImageLimits(bytes: 2_000_000, pixels: 4_000_000),
    now: (@Sendable () -> Duration)? = nil,
    observe: @escaping @Sendable (Duration) -> Void = { _ in }
  ) {
    self.workers = (0..<workers).map { FrameWorker(files, threads: 1, limits: limits, number: $0) }
    let stopwatch = Stopwatch()
    queue = FrameQueue(
      workers: workers, limit: queueLimit, longestWait: longestWait, patience: patience,
      now: now ?? { stopwatch.elapsed }, observe: observe)
  }

  /// Loads the networks of every worker, so that the first frame does not wait for it.
  ///
  /// - Throws: ``EngineError/notReady(reason:)``.
  public func prepare() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in workers { group.addTask { try await worker.prepare() } }
      try await group.waitForAll()
    }
  }

  /// Whether every worker has its networks.
  public var isLoaded: Bool {
    get async {
      for worker in workers where await !worker.isLoaded { return false }
      return true
    }
  }

  /// Frames that wait for a worker.
  public var waiting: Int { get async { await queue.count } }

  /// Reads the faces of a frame. Nothing of the frame is kept.
  ///
  /// - Parameter bytes: JPEG, PNG or WebP.
  /// - Throws: `ImageError` if it is no picture; ``EngineError/busy`` if the queue is full or too slow;
  ///   ``EngineError/late``.
  public func analyse(_ bytes: [UInt8]) async throws -> FrameAnalysis {
    try await queue.turn(of: nil) { try await workers[$0].analyse(bytes) }
  }

  /// Reads a viewer's next frame: the faces, and the mood of the one that is followed.
  ///
  /// - Parameters:
  ///   - bytes: JPEG, PNG or WebP.
  ///   - viewer: whose frames are read one after the other.
  ///   - time: of the frame, on any clock.
  /// - Throws: `ImageError` if it is no picture; ``EngineError/busy`` if the queue is full or too slow;
  ///   ``EngineError/superseded`` if a newer frame of this viewer came while this one waited; ``EngineError/late``.
  public func read(
    _ bytes: [UInt8], of viewer: ViewerSession, at time: Duration
  ) async throws -> ViewerReading {
    try await queue.turn(of: viewer) { try await workers[$0].read(bytes, of: viewer, at: time) }
  }
}
