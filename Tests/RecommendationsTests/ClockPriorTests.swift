import Foundation
import Recommendations
import Testing

@Suite struct ClockPriorTests {
  func read(_ text: String, in zone: TimeZone = utc) throws -> ClockReading {
    ClockPrior.read(at: try date(text, in: zone), in: zone)
  }

  @Test func `the tables have 24 hours and a largest value of 1`() {
    for table in [ClockPrior.weekdayArousal, ClockPrior.weekendArousal, ClockPrior.valence] {
      #expect(table.count == 24)
      #expect(table.map(abs).max() == 1)
    }
  }

  @Test func `on the hour the table is read, between hours it is interpolated`() throws {
    let monday = try read("2026-11-23T08:00")
    #expect(monday.arousal == 0.31 && monday.valence == 0.20)
    let saturday = try read("2026-11-21T08:00")
    #expect(saturday.arousal == 0.10 && saturday.valence == 0.20)
    let between = try read("2026-11-23T06:15")
    #expect(abs(between.arousal - (0.75 * -0.01 + 0.25 * 0.24)) < 1e-12)
    #expect(abs(between.valence - (0.75 * -0.24 + 0.25 * 0.06)) < 1e-12)
  }

  @Test(arguments: [
    ("2026-11-20T23:30", -0.18), ("2026-11-21T23:30", -0.21),
    ("2026-11-22T23:30", -0.41), ("2026-11-23T23:30", -0.38),
  ])
  func `the last half hour of a day leads to the day that follows`(text: String, arousal: Double) throws {
    #expect(abs(try read(text).arousal - arousal) < 1e-12)
  }

  @Test func `the prior has no jump from minute to minute`() throws {
    let start = try date("2026-11-19T00:00")
    var last = ClockPrior.read(at: start, in: utc)
    for minute in 1...(8 * 1440) {
      let next = ClockPrior.read(at: start.addingTimeInterval(Double(minute) * 60), in: utc)
      #expect(abs(next.arousal - last.arousal) < 0.02)
      #expect(abs(next.valence - last.valence) < 0.02)
      #expect(abs(next.lateness - last.lateness) < 0.02)
      last = next
    }
  }

  @Test func `the local hour counts, with its daylight saving`() throws {
    let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    for text in ["2026-01-14T08:00", "2026-07-15T08:00"] {
      #expect(try read(text, in: berlin).arousal == 0.31)
    }
    #expect(ClockPrior.read(at: try date("2026-07-15T06:00Z"), in: berlin).words == "08:00 on a Wednesday")
    #expect(ClockPrior.read(at: try date("2026-01-14T06:00Z"), in: berlin).words == "07:00 on a Wednesday")
    #expect(try read("2026-11-22T23:30").words == "23:30 on a Sunday")
  }

  @Test(arguments: [(12.0, 0.0), (21, 0), (22, 0.5), (23, 1), (0, 1), (4, 1), (5, 0.5), (6, 0), (20.9, 0)])
  func `the quiet hours come and go by degrees`(hour: Double, lateness: Double) {
    #expect(QuietHours.standard.lateness(hour: hour) == lateness)
  }
}
