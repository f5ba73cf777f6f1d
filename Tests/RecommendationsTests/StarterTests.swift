import Emotions
import Foundation
import Recommendations
import Testing

/// What is promised of the lists people see first.
@Suite struct StarterTests {
  let catalogue: Catalogue
  let ranker: Ranker

  /// A weekday, a Saturday and a Sunday.
  static let days = ["2026-11-18", "2026-11-21", "2026-11-22"]

  init() throws {
    catalogue = try Catalogue.starter()
    ranker = Ranker(catalogue: catalogue.items)
  }

  func list(_ emotion: Emotion, _ confidence: Double = 0.8, at text: String) throws -> [Item] {
    ranker.recommend(at: try moment(emotion, confidence, at: text), limit: 10).map(\.item)
  }

  func mean(_ items: [Item], _ property: (Item) -> Double) -> Double {
    items.map(property).reduce(0, +) / Double(max(1, items.count))
  }

  @Test func `the starter catalogue has at least 500 items of every kind, all over the plane`() {
    let least: [ItemKind: Int] = [.music: 180, .film: 120, .book: 120, .podcast: 50, .talk: 60]
    for kind in ItemKind.allCases {
      #expect(catalogue.items.count { $0.kind == kind } >= least[kind] ?? 0)
    }
    for place in Emotion.allCases.map(\.affect) + MoodRegion.allCases.map(\.place) {
      let near = catalogue.items.filter { $0.place.distance(to: place) < 0.45 }
      #expect(near.count >= 50)
      #expect(Set(near.map(\.kind)).count == ItemKind.allCases.count)
      #expect(near.count { $0.minutes <= 15 } >= 20)
    }
    #expect(catalogue.items.count { $0.minutes <= 15 } >= 60)
    #expect(catalogue.items.allSatisfy { !$0.why.isEmpty && !$0.tags.isEmpty })
  }

  @Test func `every item names where its facts can be checked, and gives its own reason`() {
    #expect(catalogue.items.allSatisfy { $0.reference?.hasPrefix("https://") == true })
    #expect(Set(catalogue.items.map { $0.why.lowercased() }).count == catalogue.items.count)
    #expect(catalogue.items.allSatisfy { $0.estimate == nil })
  }

  @Test(arguments: Emotion.allCases, days)
  func `the same face at 08:00 and at 23:30 gives different lists, the later calmer`(
    emotion: Emotion, day: String
  ) throws {
    // The surer the face, the more it decides; on a Saturday night the clock says little as well.
    for (confidence, mostShared) in [(0.5, 6), (0.8, 6), (1, 7)] {
      let morning = try list(emotion, confidence, at: day + "T08:00")
      let night = try list(emotion, confidence, at: day + "T23:30")
      #expect(Set(morning).intersection(night).count <= mostShared)
      // The prior's weekend mornings are hardly livelier than its late evenings.
      let calmer = day == Self.days[0] ? 0.05 : -0.01
      #expect(mean(night, \.energy) < mean(morning, \.energy) - calmer)
    }
  }

  @Test(arguments: Emotion.allCases)
  func `the hour moves the list of a sure mood, but the mood decides`(emotion: Emotion) throws {
    var without = ListOptions()
    without.usesClock = false
    for time in ["03:00", "09:00", "15:00", "23:00"] {
      let moment = try moment(emotion, at: "2026-11-18T\(time)")
      let plain = ranker.recommend(at: moment, limit: 10, options: without)
      let list = try list(emotion, at: "2026-11-18T\(time)")
      let valence = mean(list, \.place.valence) - mean(plain.map(\.item), \.place.valence)
      let arousal = mean(list, \.place.arousal) - mean(plain.map(\.item), \.place.arousal)
      #expect(abs(valence) < 0.15)
      #expect(abs(arousal) < 0.3)
      let terms = Set(plain.flatMap(\.reasons).map(\.term))
      #expect(terms.isDisjoint(with: ["clock", "length"]), "nothing speaks of the hour when it is off")
    }
  }

  @Test(arguments: Emotion.allCases, [Goal.match, .calm, .focus])
  func `the hour does what its sentence says`(emotion: Emotion, goal: Goal) throws {
    var (with, without) = (ListOptions(), ListOptions())
    (with.goal, without.goal) = (goal, goal)
    without.usesClock = false
    for time in ["03:00", "08:00", "13:00", "18:30", "23:30"] {
      let moment = try moment(emotion, at: "2026-11-24T\(time)")
      let on = ranker.recommend(at: moment, limit: 10, options: with).map(\.item)
      let off = ranker.recommend(at: moment, limit: 10, options: without).map(\.item)
      let change = mean(on, \.energy) - mean(off, \.energy)
      let said = ranker.summary(of: moment, options: with)
      #expect(said.contains("livelier than at other hours") || said.contains("calmer than at other hours"))
      // What is within a fiftieth of the scale is no change.
      if said.contains("livelier") { #expect(change > -0.02) } else { #expect(change < 0.02) }
    }
  }

  @Test(arguments: Emotion.allCases, Goal.allCases)
  func `no reason finds fault with what it adds, or merit in what it takes away`(
    emotion: Emotion, goal: Goal
  ) throws {
    var options = ListOptions()
    options.goal = goal
    for time in ["03:00", "08:00", "18:30"] {
      let list = ranker.recommend(
        at: try moment(emotion, at: "2026-11-24T\(time)"), limit: 40, options: options)
      for reason in list.flatMap(\.reasons) where reason.term == "clock" {
        #expect(reason.text.hasPrefix("suits ") == (reason.contribution > 0))
        #expect(reason.text.hasPrefix("too ") == (reason.contribution < 0))
      }
    }
  }

  @Test(arguments: Emotion.allCases)
  func `every list has at least three kinds and nine creators`(emotion: Emotion) throws {
    for day in Self.days {
      for time in ["03:00", "08:00", "13:00", "19:00", "23:30"] {
        for confidence in [1.0 / 7, 0.4, 0.8, 1] {
          let list = try list(emotion, confidence, at: "\(day)T\(time)")
          #expect(Set(list.map(\.kind)).count >= 3)
          #expect(Set(list.map(\.creator)).count >= 9)
        }
      }
    }
  }

  @Test(arguments: Emotion.allCases)
  func `a sure list lies nearer its mood than the catalogue does`(emotion: Emotion) throws {
    for time in ["08:00", "23:30"] {
      let moment = try moment(emotion, at: "2026-11-18T\(time)")
      let target = ranker.target(at: moment).place
      let list = ranker.recommend(at: moment, limit: 10).map(\.item)
      let distance = mean(list) { $0.place.distance(to: target) }
      #expect(distance < 0.5)
      #expect(distance < 0.7 * mean(catalogue.items) { $0.place.distance(to: target) })
    }
  }

  @Test func `different moods get different lists`() throws {
    let happy = Set(try list(.happy, at: "2026-11-18T15:00"))
    let sad = Set(try list(.sad, at: "2026-11-18T15:00"))
    let fear = Set(try list(.fear, at: "2026-11-18T15:00"))
    let angry = Set(try list(.angry, at: "2026-11-18T15:00"))
    #expect(happy.isDisjoint(with: sad))
    #expect(happy.isDisjoint(with: angry))
    #expect(fear.intersection(angry).count <= 5)
  }

  @Test func `late at night nobody is sent into a three-hour film first`() throws {
    for emotion in Emotion.allCases {
      let first = try list(emotion, at: "2026-11-18T23:30").prefix(3)
      #expect(first.allSatisfy { $0.kind == .book || $0.minutes <= 120 })
    }
  }
}
