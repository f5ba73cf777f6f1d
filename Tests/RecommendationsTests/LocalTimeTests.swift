import Foundation
import Recommendations
import Testing

@Suite struct LocalTimeTests {
  let berlin: TimeZone
  let newfoundland: TimeZone

  init() throws {
    berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    newfoundland = try #require(TimeZone(identifier: "America/St_Johns"))
  }

  @Test(arguments: [
    ("2026-11-22T23:30", 1_795_386_600.0), ("2026-11-22 23:30", 1_795_386_600),
    ("2026-11-22T23:30:15", 1_795_386_615), ("2026-11-22T23:30:15.250", 1_795_386_615.25),
    ("2026-07-22T23:30", 1_784_755_800),
  ])
  func `a local time is read by the clock of its time zone`(text: String, seconds: Double) throws {
    let time = try LocalTime(parsing: text, otherwise: berlin)
    #expect(time.date.timeIntervalSince1970 == seconds)
    #expect(time.timeZone == berlin)
  }

  @Test func `an offset says which time it is, and a named time zone whose clock shows it`() throws {
    let plain = try LocalTime(parsing: "2026-11-22T23:30+01:00", otherwise: newfoundland)
    #expect(plain.date.timeIntervalSince1970 == 1_795_386_600)
    #expect(plain.timeZone.secondsFromGMT(for: plain.date) == 3600)
    let zoned = try LocalTime(parsing: "2026-11-22T22:30:00Z", in: berlin, otherwise: newfoundland)
    #expect(zoned.date == plain.date)
    #expect(zoned.timeZone == berlin)
    let half = try LocalTime(parsing: "2026-11-22T19:00-0330", otherwise: berlin)
    #expect(half.date == plain.date)
  }

  @Test func `a time is written with its offset`() throws {
    for (text, zone) in [
      ("2026-11-22T23:30:00+01:00", berlin), ("2026-07-22T08:00:00+02:00", berlin),
      ("2026-11-22T19:00:00-03:30", newfoundland),
    ] {
      #expect(try LocalTime(parsing: text, in: zone, otherwise: utc).description == text)
    }
    #expect(try LocalTime(parsing: "2026-11-22T23:30", otherwise: utc).description == "2026-11-22T23:30:00Z")
  }

  @Test func `daylight saving skips an hour and repeats another`() throws {
    let skipped = try LocalTime(parsing: "2026-03-29T02:30", otherwise: berlin)
    #expect(skipped.description == "2026-03-29T03:30:00+02:00")
    let repeated = try LocalTime(parsing: "2026-10-25T02:30", otherwise: berlin)
    #expect(repeated.description == "2026-10-25T02:30:00+02:00")
  }

  @Test(arguments: [
    "", "now", "23:30", "2026-11-22", "2026-13-01T00:00", "2026-02-29T12:00", "2026-11-31T12:00",
    "2026-11-22T24:00", "2026-11-22T23:60", "2026-11-22T23:30:60", "2026-11-22T23:30+25:00",
    "2026-11-22T23:30+01:75", "2026-11-22T23:30 Europe/Berlin", "٢٠٢٦-11-22T23:30", "0000-01-01T00:00",
    "2026-11-22T23:30\n",
  ])
  func `what is no time is refused`(text: String) {
    #expect(throws: RequestError.time(text)) { try LocalTime(parsing: text, otherwise: utc) }
  }
}
