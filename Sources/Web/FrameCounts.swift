import Engine

/// What became of the frames since the server was started.
package struct FrameCounts: Encodable, Hashable, Sendable {
  package private(set) var read = 0
  /// Replaced by a newer frame of the same viewer before they were read.
  package private(set) var superseded = 0
  /// Not taken: the queue was full, or there were too many viewers.
  package private(set) var refused = 0
  /// Dropped because they had waited for too long.
  package private(set) var late = 0
  /// No pictures, sessions that ended meanwhile, and faults of ours.
  package private(set) var failed = 0

  mutating func noteRead() { read += 1 }

  mutating func note(_ error: any Error) {
    switch error {
    case EngineError.superseded: superseded += 1
    case EngineError.late: late += 1
    case EngineError.busy, WebError.tooManyViewers: refused += 1
    default: failed += 1
    }
  }
}
