import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct HabitTests {
  let ranker = Ranker(catalogue: [
    item("loud", creator: "A", energy: 0.9), item("still", creator: "B", energy: 0.1),
  ])

  /// Somebody who likes it loud at midnight and still at noon, for so many days.
  func nightOwl(days: Int) throws -> [Interaction] {
    let first = try date("2026-10-05T00:00")
    return (0..<days).flatMap { day in
      [
        Interaction(itemID: "loud", kind: .finish, at: first.addingTimeInterval(Double(day) * 86_400)),
        Interaction(
          itemID: "still", kind: .finish, at: first.addingTimeInterval(Double(day) * 86_400 + 43_200)),
      ]
    }
  }

  @Test func `with use the viewer's own hours replace the general ones`() throws {
    let midnight = try moment(.neutral, at: "2026-11-24T00:00")
    let general = ranker.clock(at: midnight)
    #expect(general.habit == 0 && general.arousal < -0.5)
    var last = general
    for days in [5, 15, 45] {
      let clock = ranker.clock(at: midnight, interactions: try nightOwl(days: days))
      #expect(clock.habit > last.habit && clock.arousal > last.arousal)
      last = clock
    }
    #expect(last.habit > 0.5 && last.arousal > 0)
    #expect(abs(last.valence) < abs(general.valence))
  }

  @Test func `the habit is told, and can be left out`() throws {
    let midnight = try moment(.neutral, at: "2026-11-24T00:00")
    let interactions = try nightOwl(days: 45)
    #expect(
      ranker.summary(of: midnight, interactions: interactions).hasPrefix(
        "It is 00:00 on a Tuesday, so the list is a little livelier than at other hours, as is your habit at this hour."
      ))
    var plain = ListOptions()
    plain.usesHabit = false
    #expect(
      ranker.clock(at: midnight, interactions: interactions, options: plain) == ranker.clock(at: midnight))
  }

  @Test func `what is old, skipped or unknown makes no habit`() throws {
    let midnight = try moment(.neutral, at: "2026-11-24T00:00")
    let others = [
      Interaction(itemID: "loud", kind: .finish, at: try date("2025-11-24T00:00")),
      Interaction(itemID: "loud", kind: .skip, at: try date("2026-11-23T00:00")),
      Interaction(itemID: "gone", kind: .like, at: try date("2026-11-23T00:00")),
    ]
    #expect(ranker.clock(at: midnight, interactions: others).habit == 0)
  }

  @Test func `the habit follows the viewer's clock through daylight saving`() throws {
    let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    let evening = try date("2026-10-20T22:00", in: berlin)
    let noon = try date("2026-10-20T12:00", in: berlin)
    var interactions: [Interaction] = []
    for day in 0..<20 {
      let later = 86_400 * Double(day)
      interactions += [
        Interaction(itemID: "loud", kind: .finish, at: evening.addingTimeInterval(later)),
        Interaction(itemID: "still", kind: .finish, at: noon.addingTimeInterval(later)),
      ]
    }
    let winter = ranker.clock(
      at: try moment(.neutral, at: "2026-11-24T21:30", in: berlin), interactions: interactions)
    #expect(winter.habit > 0.2)
  }
}
