/// Chooses frames: every so many, and at most so many a second.
public struct FrameSampler: Sendable {
  private let every: Int
  private let spacing: Duration
  private var count = 0
  private var due: Duration?

  /// - Parameters:
  ///   - every: 1 takes each frame, 2 each second one.
  ///   - framesPerSecond: at most; `nil` for as many as there are.
  /// - Precondition: both are positive.
  public init(every: Int = 1, framesPerSecond: Double? = nil) {
    precondition(every > 0 && framesPerSecond ?? 1 > 0, "a sampler takes some frames")
    self.every = every
    spacing = framesPerSecond.map { .seconds(1 / $0) } ?? .zero
  }

  /// Whether the next frame, shown at this time, is taken.
  public mutating func takes(frameAt time: Duration) -> Bool {
    defer { count += 1 }
    guard count.isMultiple(of: every) else { return false }
    guard spacing > .zero else { return true }
    // Half a millisecond: times are rounded, and 25 of 25 frames a second are all of them.
    guard let due, time < due - .microseconds(500) else {
      // Frames stay on the beat, unless there was a gap.
      self.due = due.map { max($0 + spacing, time + spacing / 2) } ?? time + spacing
      return true
    }
    // A clock that jumped back begins anew.
    if due - time > spacing * 2 { self.due = time }
    return false
  }
}
