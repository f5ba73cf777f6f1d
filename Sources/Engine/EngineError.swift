/// Why a frame was not analysed.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// All workers are busy and the queue is full: try again after a second.
  case busy
  /// A file the engine needs is missing or damaged.
  case notReady(reason: String)

  public var description: String {
    switch self {
    case .busy: "too many frames at once: try again in a second"
    case .notReady(let reason): reason
    }
  }
}
