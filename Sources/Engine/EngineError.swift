/// Why a frame was not analysed.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// All workers are busy and the queue is full: try again after a second.
  case busy
  /// A newer frame of the same viewer came while this one waited.
  case superseded
  /// The frame waited so long that its answer would be about the past.
  case late
  /// A file the engine needs is missing or damaged.
  case notReady(reason: String)

  public var description: String {
    switch self {
    case .busy: "too many frames at once: try again in a second"
    case .superseded: "a newer frame of this viewer came before this one was read"
    case .late: "the frame waited for too long to be read: send a new one in a second"
    case .notReady(let reason): reason
    }
  }
}
