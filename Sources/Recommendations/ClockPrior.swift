import Foundation

/// What hour and day tell about how people feel and what they choose, before any face is seen.
///
/// Hourly means over the day: Golder & Macy 2011, *Diurnal and seasonal mood vary with work, sleep, and daylength
/// across diverse cultures*, Science 333:1878 (valence; 509 million messages), and Park et al. 2019, *Global music
/// streaming data reveal diurnal and seasonal patterns of affective preference*, Nature Human Behaviour 3:230
/// (arousal; 765 million plays). From the authors' data, mean-centred and scaled to a largest value of 1. The effect
/// is small, so the prior moves the target by little, and never what is read from a face.
public enum ClockPrior {
  /// From calm (−1) to excited (1), Monday to Friday, hours 0…23.
  public static let weekdayArousal: [Double] = [
    -0.54, -0.74, -0.90, -1.0, -0.94, -0.52, -0.01, 0.24, 0.31, 0.30, 0.29, 0.31,
    0.33, 0.33, 0.32, 0.34, 0.36, 0.40, 0.41, 0.39, 0.32, 0.20, 0.02, -0.22,
  ]

  /// From calm (−1) to excited (1), Saturday and Sunday, hours 0…23.
  public static let weekendArousal: [Double] = [
    -0.14, -0.40, -0.62, -0.84, -1.0, -0.90, -0.52, -0.14, 0.10, 0.26, 0.36, 0.43,
    0.46, 0.46, 0.42, 0.39, 0.39, 0.39, 0.39, 0.36, 0.29, 0.17, -0.02, -0.28,
  ]

  /// From unpleasant (−1) to pleasant (1), all days, hours 0…23.
  public static let valence: [Double] = [
    -0.43, -0.63, -0.82, -0.98, -1.0, -0.71, -0.24, 0.06, 0.20, 0.26, 0.30, 0.34,
    0.37, 0.37, 0.36, 0.36, 0.38, 0.42, 0.43, 0.44, 0.38, 0.27, 0.07, -0.19,
  ]

  /// What the clock shows and says at a time, by the local time of a time zone with its daylight saving.
  public static func read(
    at date: Date, in timeZone: TimeZone, quietHours: QuietHours? = .standard
  ) -> ClockReading {
    // By hand: a calendar takes microseconds, and a viewer's habit asks for hundreds of hours.
    let local = date.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: date))
    let minutes = Int((local / 60).rounded(.down).clamped(to: -1e12...1e12))
    let (day, ofDay) = minutes.flooringDivision(by: 1440)
    let (hour, minute) = (ofDay / 60, ofDay % 60)
    // The first of January 1970 was a Thursday.
    let weekday = (day + 4).flooringDivision(by: 7).rest + 1
    let passed = Double(minute) / 60
    let next = (hour + 1) % 24
    // The hour after 23 belongs to the next day: Friday night runs into a weekend, Sunday night out of it.
    let nextDay = next == 0 ? weekday % 7 + 1 : weekday
    return ClockReading(
      hour: hour, minute: minute, weekday: weekday,
      arousal: (1 - passed) * arousal(weekday)[hour] + passed * arousal(nextDay)[next],
      valence: (1 - passed) * valence[hour] + passed * valence[next],
      lateness: quietHours?.lateness(hour: Double(hour) + passed) ?? 0)
  }

  private static func arousal(_ weekday: Int) -> [Double] {
    weekday == 1 || weekday == 7 ? weekendArousal : weekdayArousal
  }
}

/// What the viewer's clock shows, and what it says by ``ClockPrior``.
public struct ClockReading: Hashable, Sendable {
  /// 0…23.
  public let hour: Int
  /// 0…59.
  public let minute: Int
  /// From 1 (Sunday) to 7 (Saturday).
  public let weekday: Int
  /// From calmer than usual (−1) to livelier than usual (1).
  public let arousal: Double
  /// From less pleasant than usual (−1) to more pleasant than usual (1).
  public let valence: Double
  /// From 0 (day) to 1 (night).
  public let lateness: Double
  /// How much of the arousal is the viewer's own habit and not the general pattern, 0…1.
  public let habit: Double

  init(
    hour: Int, minute: Int, weekday: Int, arousal: Double, valence: Double, lateness: Double,
    habit: Double = 0
  ) {
    self.hour = hour
    self.minute = minute
    self.weekday = weekday
    self.arousal = arousal
    self.valence = valence
    self.lateness = lateness
    self.habit = habit
  }

  /// The same reading with a share of a habit in its arousal.
  func blended(arousal own: Double, share: Double) -> ClockReading {
    ClockReading(
      hour: hour, minute: minute, weekday: weekday, arousal: (1 - share) * arousal + share * own,
      valence: (1 - share) * valence, lateness: lateness, habit: share)
  }

  /// Whether it is Saturday or Sunday.
  public var isWeekend: Bool { weekday == 1 || weekday == 7 }

  /// The energy that suits the hour, 0…1: the arousal on the scale of energies.
  public var energy: Double { 0.5 + 0.5 * arousal }

  /// As people say it: "23:30 on a Sunday".
  public var words: String {
    let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    return "\(time) on a \(days[(weekday - 1) % 7])"
  }

  /// "23:30".
  public var time: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }
}

extension Int {
  /// The quotient rounded down, and a rest that is never negative.
  fileprivate func flooringDivision(by divisor: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}
