import Images

/// Bounded, concurrent analysis of frames: a fixed number of workers and a short queue before them.
///
/// ```swift
/// let engine = FrameEngine(EngineFiles(weights: weights), workers: 2)
/// let analysis = try await engine.analyse(jpeg)
/// ```
public actor FrameEngine {
  /// Frames that may wait for a worker; one more is refused.
  public let queueLimit: Int

  private var idle: [FrameWorker]
  private let all: [FrameWorker]
  private var waiting: [CheckedContinuation<FrameWorker, Never>] = []

  /// - Parameters:
  ///   - workers: frames analysed at the same time, each on one thread: at most the number of cores.
  ///   - queueLimit: frames that may wait.
  ///   - limits: of each frame, checked before a pixel is decoded.
  public init(
    _ files: EngineFiles, workers: Int, queueLimit: Int = 16,
    limits: ImageLimits = ImageLimits(bytes: 2_000_000, pixels: 4_000_000)
  ) {
    precondition(workers > 0 && queueLimit >= 0, "an engine has at least one worker")
    all = (0..<workers).map { FrameWorker(files, threads: 1, limits: limits, number: $0) }
    idle = all
    self.queueLimit = queueLimit
  }

  /// Loads the networks of every worker, so that the first frame does not wait for it.
  ///
  /// - Throws: ``EngineError/notReady(reason:)``.
  public func prepare() async throws {
    for worker in all { try await worker.prepare() }
  }

  /// Reads the faces of a frame. Nothing of the frame is kept.
  ///
  /// - Parameter bytes: JPEG, PNG or WebP.
  /// - Throws: `ImageError` if it is no picture; ``EngineError/busy`` if the queue is full.
  public func analyse(_ bytes: [UInt8]) async throws -> FrameAnalysis {
    let worker = try await take()
    defer { give(worker) }
    return try await worker.analyse(bytes)
  }

  /// Reads a viewer's next frame: the faces, and the mood of the one that is followed.
  ///
  /// - Parameters:
  ///   - bytes: JPEG, PNG or WebP.
  ///   - viewer: whose frames come one after the other.
  ///   - time: of the frame, on any clock.
  /// - Throws: `ImageError` if it is no picture; ``EngineError/busy`` if the queue is full, or another frame of this
  ///   viewer is being read.
  public func read(
    _ bytes: [UInt8], of viewer: ViewerSession, at time: Duration
  ) async throws -> ViewerReading {
    let worker = try await take()
    defer { give(worker) }
    return try await worker.read(bytes, of: viewer, at: time)
  }

  private func take() async throws(EngineError) -> FrameWorker {
    if let worker = idle.popLast() { return worker }
    guard waiting.count < queueLimit else { throw .busy }
    return await withCheckedContinuation { waiting.append($0) }
  }

  /// The longest waiting frame goes first.
  private func give(_ worker: FrameWorker) {
    if waiting.isEmpty { idle.append(worker) } else { waiting.removeFirst().resume(returning: worker) }
  }
}
