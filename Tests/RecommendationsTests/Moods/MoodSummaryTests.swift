import Emotions
import Foundation
import Recommendations
import Testing

/// Entries of a test, by their beginning and length in seconds.
func mood(
  _ label: Emotion?, _ start: String, seconds: TimeInterval = 0, at place: Affect? = nil,
  source: MoodEntry.Source = .face
) throws -> MoodEntry {
  let time = try Date(start, strategy: .iso8601)
  return MoodEntry(
    id: start, start: time, end: time + seconds, label: label, place: place ?? label?.affect ?? .origin,
    confidence: 0.8, source: source)
}

@Suite struct MoodSummaryTests {
  private let berlin: TimeZone
  private let late = Date(timeIntervalSince1970: 4e9)

  init() throws { berlin = try #require(TimeZone(identifier: "Europe/Berlin")) }

  private func summary(_ entries: [MoodEntry], in zone: TimeZone) -> MoodSummary {
    MoodSummary(entries, from: .distantPast, to: .distantFuture, in: zone, now: late)
  }

  private func minutes(_ summary: MoodSummary) -> [Int: Double] {
    Dictionary(uniqueKeysWithValues: summary.hours.filter { $0.minutes > 0 }.map { ($0.hour, $0.minutes) })
  }

  @Test func `a mood is cut at the full hours of the viewer's clock, and places are weighed by time`() throws
  {
    let summary = summary(
      [
        try mood(.happy, "2026-11-22T20:30:00Z", seconds: 3600),
        try mood(.sad, "2026-11-22T21:45:00Z", seconds: 600),
      ], in: berlin)
    #expect(summary.hours.map(\.hour) == Array(0..<24))
    #expect(minutes(summary) == [21: 30, 22: 40])
    #expect(summary.hours[21].place == Affect(valence: 0.81, arousal: 0.51))
    // 30 minutes happy, 10 sad.
    #expect(summary.hours[22].place == Affect(valence: 0.45, arousal: 0.315))
    #expect(summary.hours[3].place == nil)
    #expect(summary.labels.map(\.label) == [.happy, .sad])
    #expect(summary.labels.map(\.minutes) == [60, 10])
  }

  @Test func `the hour that daylight saving repeats counts twice, the one it skips not at all`() throws {
    // Berlin, 2026-10-25: three o'clock is two again. From 1:30 to 3:30 on the clock three hours pass.
    let autumn = summary([try mood(.happy, "2026-10-24T23:30:00Z", seconds: 3 * 3600)], in: berlin)
    #expect(minutes(autumn) == [1: 30, 2: 120, 3: 30])
    // 2026-03-29: two o'clock is three.
    let spring = summary([try mood(.happy, "2026-03-29T00:30:00Z", seconds: 3600)], in: berlin)
    #expect(minutes(spring) == [1: 30, 3: 30])
  }

  @Test func `a clock that is half an hour off, and one that changes by half an hour, are right`() throws {
    let kolkata = try #require(TimeZone(identifier: "Asia/Kolkata"))
    #expect(
      minutes(summary([try mood(.sad, "2026-11-22T18:15:00Z", seconds: 1800)], in: kolkata)) == [
        23: 15, 0: 15,
      ])
    // Lord Howe Island, 2026-04-05: two o'clock (UTC+11) is half past one (UTC+10:30).
    let howe = try #require(TimeZone(identifier: "Australia/Lord_Howe"))
    let back = summary([try mood(.sad, "2026-04-04T14:00:00Z", seconds: 5400)], in: howe)
    #expect(minutes(back) == [1: 90])
  }

  @Test func `a mood by hand lasts until the next entry, half an hour at most, and not beyond now`() throws {
    let entries = [
      try mood(.sad, "2026-11-22T09:00:00Z", source: .hand),
      try mood(.happy, "2026-11-22T09:20:00Z", seconds: 60),
      try mood(nil, "2026-11-22T10:00:00Z", at: Affect(valence: 0.5, arousal: -0.5), source: .hand),
    ]
    #expect(minutes(summary(entries, in: .gmt)) == [9: 21, 10: 30])
    let now = try Date("2026-11-22T10:12:00Z", strategy: .iso8601)
    let soon = MoodSummary(entries, from: .distantPast, to: .distantFuture, in: .gmt, now: now)
    #expect(minutes(soon) == [9: 21, 10: 12])
    #expect(soon.labels.map(\.label) == [.sad, .happy])
    #expect(soon.hours[10].place == Affect(valence: 0.5, arousal: -0.5))
  }

  @Test func `what lies outside of the span does not count`() throws {
    let entries = [try mood(.happy, "2026-11-22T08:00:00Z", seconds: 7200)]
    let summary = MoodSummary(
      entries, from: try Date("2026-11-22T08:50:00Z", strategy: .iso8601),
      to: try Date("2026-11-22T09:05:00Z", strategy: .iso8601), in: .gmt, now: late)
    #expect(minutes(summary) == [8: 10, 9: 5])
    #expect(summary.labels.map(\.minutes) == [15])
  }
}

@Suite struct MoodEffectTests {
  private let late = Date(timeIntervalSince1970: 4e9)

  private func done(_ id: String, _ kind: InteractionKind, _ time: String) throws -> Interaction {
    Interaction(itemID: id, kind: kind, at: try Date(time, strategy: .iso8601))
  }

  private func effects(_ done: [Interaction], _ entries: [MoodEntry], minutes: Int? = 20) -> [MoodEffect] {
    MoodEffect.effects(of: done, entries: entries, minutes: { _ in minutes }, now: late)
  }

  @Test func `the mood before and after an item is the mean of a quarter of an hour on either side`() throws {
    let entries = [
      // Only the last five minutes are within the quarter before nine o'clock.
      try mood(.angry, "2026-11-22T08:30:00Z", seconds: 1200),
      try mood(.sad, "2026-11-22T08:50:00Z", seconds: 600),
      // While it lasts nothing counts.
      try mood(.fear, "2026-11-22T09:05:00Z", seconds: 300),
      try mood(.happy, "2026-11-22T09:25:00Z", seconds: 3600),
    ]
    let found = effects(
      [try done("a", .view, "2026-11-22T09:00:00Z"), try done("a", .finish, "2026-11-22T09:20:00Z")], entries)
    #expect(found.count == 1)
    #expect(found.first?.itemID == "a")
    // 5 minutes angry (−0.51, 0.59), 10 sad (−0.63, −0.27).
    #expect(found.first?.before == Affect(valence: -0.59, arousal: 0.017))
    #expect(found.first?.after == Emotion.happy.affect)
  }

  @Test func `what was only opened lasts its length, an hour at most, and what was only finished its length`()
    throws
  {
    let entries = [
      try mood(.sad, "2026-11-22T08:55:00Z", seconds: 240),
      try mood(.neutral, "2026-11-22T09:10:00Z", seconds: 60),
      try mood(.happy, "2026-11-22T09:22:00Z", seconds: 60),
    ]
    let opened = effects([try done("a", .view, "2026-11-22T09:00:00Z")], entries)
    #expect(opened.map(\.after) == [Emotion.happy.affect])
    #expect(opened.map(\.before) == [Emotion.sad.affect])
    let finished = effects([try done("a", .finish, "2026-11-22T09:20:00Z")], entries)
    #expect(finished == opened)
    // A book: it is over after an hour, when nothing is known.
    #expect(effects([try done("a", .view, "2026-11-22T09:00:00Z")], entries, minutes: 600) == [])
    let later = entries + [try mood(.surprise, "2026-11-22T10:05:00Z", seconds: 30)]
    let book = effects([try done("a", .view, "2026-11-22T09:00:00Z")], later, minutes: 600)
    #expect(book.map(\.after) == [Emotion.surprise.affect])
  }

  @Test func `an item opened again after it was finished counts from then on`() throws {
    let entries = [
      try mood(.sad, "2026-11-22T08:55:00Z", seconds: 60),
      try mood(.happy, "2026-11-22T11:55:00Z", seconds: 60),
      try mood(.neutral, "2026-11-22T12:21:00Z", seconds: 60),
    ]
    let found = effects(
      [try done("a", .finish, "2026-11-22T09:20:00Z"), try done("a", .view, "2026-11-22T12:00:00Z")], entries)
    #expect(found.map(\.before) == [Emotion.happy.affect])
    #expect(found.map(\.after) == [Emotion.neutral.affect])
  }

  @Test func `without a mood on either side, for a like, and for an item nobody knows, nothing is said`()
    throws
  {
    let before = try mood(.sad, "2026-11-22T08:55:00Z", seconds: 240)
    let after = try mood(.happy, "2026-11-22T09:22:00Z", seconds: 60)
    let view = try done("a", .view, "2026-11-22T09:00:00Z")
    #expect(effects([view], [before]) == [])
    #expect(effects([view], [after]) == [])
    #expect(effects([view], [before, try mood(.happy, "2026-11-22T09:22:00Z", seconds: 9)]) == [])
    #expect(effects([try done("a", .like, "2026-11-22T09:00:00Z")], [before, after]) == [])
    #expect(effects([view], [before, after], minutes: nil) == [])
  }

  @Test func `the largest rise in valence comes first`() throws {
    let entries = [
      try mood(.neutral, "2026-11-22T08:55:00Z", seconds: 240),
      try mood(.happy, "2026-11-22T09:22:00Z", seconds: 600),
      try mood(.sad, "2026-11-22T09:57:00Z", seconds: 120),
      try mood(.happy, "2026-11-22T10:25:00Z", seconds: 60),
    ]
    let found = effects(
      [try done("small", .view, "2026-11-22T09:00:00Z"), try done("large", .view, "2026-11-22T10:00:00Z")],
      entries)
    #expect(found.map(\.itemID) == ["large", "small"])
  }
}
