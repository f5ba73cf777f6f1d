/// Frames a second, over the last two seconds.
struct FrameRate {
  private var times: [Double] = []

  /// - Parameter now: seconds on a clock that does not jump.
  mutating func note(at now: Double) {
    times.removeAll { now - $0 > 2 }
    times.append(now)
  }

  var perSecond: Double {
    guard let first = times.first, let last = times.last, last > first else { return 0 }
    return Double(times.count - 1) / (last - first)
  }
}
