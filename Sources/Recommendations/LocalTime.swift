import Foundation

/// A point in time and the time zone whose clock shows it.
public struct LocalTime: Hashable, Sendable {
  /// The point in time.
  public let date: Date
  /// Whose clock shows it.
  public let timeZone: TimeZone

  /// A point in time on the clock of a time zone.
  public init(date: Date, timeZone: TimeZone) {
    self.date = date
    self.timeZone = timeZone
  }

  /// Reads `2026-11-22T23:30`, optionally with seconds (`:15`, `:15.250`) and an offset (`Z`, `+01:00`, `-0330`).
  ///
  /// A time that daylight saving skips is moved on by the skipped hour; of a time that comes twice the first counts.
  ///
  /// - Parameters:
  ///   - text: what was written.
  ///   - timeZone: the viewer's. Without one the offset in the text counts, and without that `fallback`.
  /// - Throws: ``RequestError/time(_:)``.
  public init(
    parsing text: String, in timeZone: TimeZone? = nil, otherwise fallback: TimeZone
  ) throws(RequestError) {
    let pattern =
      /(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?/
      .asciiOnlyDigits()
    guard let match = text.wholeMatch(of: pattern)?.output,
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), let hour = Int(match.4),
      let minute = Int(match.5), let second = Int(match.6 ?? "0"), hour < 24, minute < 60, second < 60
    else { throw .time(text) }
    let offset = try match.8.map { (written) throws(RequestError) in
      guard let zone = Self.zone(offset: written) else { throw .time(text) }
      return zone
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = offset ?? timeZone ?? fallback
    let wanted = DateComponents(year: year, month: month, day: day)
    guard let start = calendar.date(from: wanted),
      calendar.dateComponents([.year, .month, .day], from: start) == wanted,
      let whole = calendar.date(
        from: DateComponents(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second))
    else { throw .time(text) }
    let fraction = match.7.flatMap { Double("0." + $0) } ?? 0
    self.init(date: whole.addingTimeInterval(fraction), timeZone: timeZone ?? offset ?? fallback)
  }

  /// The time as its clock shows it, with the offset: `2026-11-22T23:30:00+01:00`.
  public var description: String {
    date.formatted(
      Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: timeZone)
        .year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .colon))
  }

  private static func zone(offset: Substring) -> TimeZone? {
    let digits = offset.filter(\.isNumber)
    guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)) else {
      return TimeZone(secondsFromGMT: 0)
    }
    guard hours <= 18, minutes < 60 else { return nil }
    return TimeZone(secondsFromGMT: (offset.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60))
  }
}

extension LocalTime: CustomStringConvertible {}
