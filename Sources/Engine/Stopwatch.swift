/// Counts the time since it was made. It never goes back, whatever is done to the machine's clock, and it counts on
/// while the machine sleeps.
public struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  public init() {}

  public var elapsed: Duration { start.duration(to: .now) }
}
