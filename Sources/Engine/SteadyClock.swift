/// Time that never goes back, made from a clock that may: a step back counts as none.
struct SteadyClock: Sendable {
  private(set) var now: Duration = .zero
  private var last: Duration?

  /// The time since the last frame; 0 for the first.
  mutating func advance(to time: Duration) -> Duration {
    let elapsed = max(.zero, time - (last ?? time))
    last = time
    now += elapsed
    return elapsed
  }
}
