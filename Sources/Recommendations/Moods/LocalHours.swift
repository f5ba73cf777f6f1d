import Foundation

/// Cuts stretches of time at the full hours of a time zone's clock, whatever daylight saving does to it.
struct LocalHours {
  private let timeZone: TimeZone
  /// The offset from GMT, and the times between which it holds.
  private var known: (from: Date, to: Date, offset: TimeInterval)?

  init(_ timeZone: TimeZone) { self.timeZone = timeZone }

  /// The parts of a stretch with the hour each lies in, 0…23; the earlier first.
  mutating func parts(from start: Date, to end: Date) -> [(hour: Int, seconds: TimeInterval)] {
    var parts: [(hour: Int, seconds: TimeInterval)] = []
    var time = start
    while time < end {
      let (offset, change) = offset(at: time)
      let local = time.timeIntervalSince1970 + offset
      let hour = (local / 3600).rounded(.down)
      let next = min(end, change, Date(timeIntervalSince1970: (hour + 1) * 3600 - offset))
      // What is shorter than a date can tell ends the hour it is in.
      guard next > time else { break }
      parts.append((((Int(hour) % 24) + 24) % 24, next.timeIntervalSince(time)))
      time = next
    }
    return parts
  }

  private mutating func offset(at time: Date) -> (TimeInterval, until: Date) {
    if let known, known.from <= time, time < known.to { return (known.offset, known.to) }
    let offset = TimeInterval(timeZone.secondsFromGMT(for: time))
    let change = timeZone.nextDaylightSavingTimeTransition(after: time) ?? .distantFuture
    known = (time, change, offset)
    return (offset, change)
  }
}
