import Dispatch
import Images

/// One pipeline on one serial queue of its own, so that no cooperative thread is held by native work.
actor FrameWorker {
  private nonisolated let executor: QueueExecutor
  private let files: EngineFiles
  private let threads: Int
  private let limits: ImageLimits
  private var pipeline: FramePipeline?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ files: EngineFiles, threads: Int, limits: ImageLimits, number: Int) {
    self.files = files
    self.threads = threads
    self.limits = limits
    executor = QueueExecutor(label: "mien.frames.\(number)")
  }

  /// Loads the networks, once.
  func prepare() throws(EngineError) {
    if pipeline == nil { pipeline = try FramePipeline(files, threads: threads) }
  }

  var isLoaded: Bool { pipeline != nil }

  func analyse(_ bytes: [UInt8]) throws -> FrameAnalysis {
    try prepare()
    guard let pipeline else { throw EngineError.busy }
    return try pipeline.analyse(bytes, limits: limits)
  }

  func read(_ bytes: [UInt8], of viewer: ViewerSession, at time: Duration) throws -> ViewerReading {
    try prepare()
    guard let pipeline else { throw EngineError.busy }
    return try pipeline.withFrame(bytes, limits: limits) { try viewer.read($0, at: time, with: pipeline) }
  }
}

/// A serial dispatch queue as an actor's executor (`DispatchSerialQueue` does not exist on Linux).
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    queue.async { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
