/// How the engine stands that reads the frames.
public struct EngineHealth: Sendable {
  /// Frames that wait for a worker.
  public let waiting: Int
  /// Whether its networks are loaded.
  public let isLoaded: Bool

  public init(waiting: Int, isLoaded: Bool) {
    self.waiting = waiting
    self.isLoaded = isLoaded
  }
}
