/// The late hours, in which shorter things come first.
///
/// They come on and go off by degrees. Our judgement, not a measurement.
public struct QuietHours: Hashable, Sendable {
  /// When they begin, when they are fully on, until when, and when they are over, in hours of the day.
  ///
  /// The first two are in the evening, the last two after midnight.
  public let begin, full, fullUntil, end: Double

  /// - Precondition: `0 <= fullUntil < end < begin < full <= 24`.
  public init(begin: Double, full: Double, fullUntil: Double, end: Double) {
    precondition(
      0 <= fullUntil && fullUntil < end && end < begin && begin < full && full <= 24,
      "quiet hours begin in the evening and end in the morning")
    self.begin = begin
    self.full = full
    self.fullUntil = fullUntil
    self.end = end
  }

  /// From 21:00, fully from 23:00 to 04:00, until 06:00.
  public static let standard = QuietHours(begin: 21, full: 23, fullUntil: 4, end: 6)

  /// How late an hour (0…24) is, from 0 (day) to 1 (night).
  public func lateness(hour: Double) -> Double {
    if hour >= begin { return min(1, (hour - begin) / (full - begin)) }
    if hour < end { return min(1, (end - hour) / (end - fullUntil)) }
    return 0
  }

  /// Reads `22:00-06:00`: from when to when they are on. They come on in the hour before and go off in the hour after.
  ///
  /// - Returns: `nil` for anything but a time from 13:00 on and one before 11:00.
  public init?(parsing text: String) {
    guard let match = text.wholeMatch(of: /(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})/)?.output,
      let from = Self.hour(match.1, match.2), let until = Self.hour(match.3, match.4), from >= 13, until < 11
    else { return nil }
    self.init(begin: from - 1, full: from, fullUntil: until, end: until + 1)
  }

  private static func hour(_ hours: Substring, _ minutes: Substring) -> Double? {
    guard let hours = Int(hours), let minutes = Int(minutes), hours < 24, minutes < 60 else { return nil }
    return Double(hours) + Double(minutes) / 60
  }
}
