import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct RankerTests {
  let items = randomItems(400)

  @Test(arguments: 1...40)
  func `scores are finite, reasons add up, and nothing hidden appears`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let date = try date("2026-11-16T00:00").addingTimeInterval(
      Double.random(in: 0..<1_209_600, using: &generator))
    let weights = (0..<7).map { _ in Double.random(in: 0...1, using: &generator) }
    let moment = Moment(date: date, timeZone: utc, distribution: try EmotionDistribution(weights))
    let interactions = randomInteractions(300, with: items, before: date, seed: seed)
    let limit = Int.random(in: 1...450, using: &generator)
    let list = Ranker(catalogue: items).recommend(at: moment, interactions: interactions, limit: limit)
    let rested = date.addingTimeInterval(-2 * 86_400)
    var hidden = Set(interactions.filter { $0.kind == .finish && $0.at > rested }.map(\.itemID))
    for (id, done) in Dictionary(grouping: interactions.filter(\.kind.isVerdict), by: \.itemID) {
      if done.max(by: { $0.at < $1.at })?.kind == .hide { hidden.insert(id) }
    }
    #expect(list.count == min(limit, items.count - hidden.count))
    #expect(Set(list.map(\.item.id)).count == list.count)
    #expect(list.allSatisfy { !hidden.contains($0.item.id) })
    for (entry, next) in zip(list, list.dropFirst()) { #expect(next.score <= entry.score + 1e-12) }
    for entry in list {
      #expect(entry.score.isFinite)
      #expect(entry.score == entry.reasons.reduce(0) { $0 + $1.contribution })
      #expect(entry.reasons.allSatisfy { $0.contribution != 0 && !$0.text.isEmpty })
      #expect(entry.reasons.allSatisfy { Term(rawValue: $0.term) != nil })
      #expect(Set(entry.reasons.map(\.term)).count == entry.reasons.count)
    }
  }

  @Test func `the order does not depend on the order of the catalogue or of the interactions`() throws {
    var generator = SeededGenerator(seed: 3)
    let moment = try moment(.surprise, at: "2026-11-24T15:10")
    let interactions = randomInteractions(100, with: items, before: moment.date, seed: 3)
    let list = Ranker(catalogue: items).recommend(at: moment, interactions: interactions, limit: 50)
    for _ in 0..<5 {
      let shuffled = Ranker(catalogue: items.shuffled(using: &generator)).recommend(
        at: moment, interactions: interactions, limit: 50)
      #expect(shuffled.map(\.item) == list.map(\.item))
    }
    let alike = ["c", "a", "b"].map { item($0, creator: $0) }
    #expect(Ranker(catalogue: alike).recommend(at: moment, limit: 3).map(\.item.id) == ["a", "b", "c"])
  }

  @Test func `a limit, kinds and an empty catalogue are respected`() throws {
    let moment = try moment(.happy, at: "2026-11-24T15:10")
    let ranker = Ranker(catalogue: items)
    #expect(ranker.recommend(at: moment, limit: 0).isEmpty)
    #expect(ranker.recommend(at: moment, limit: -1).isEmpty)
    #expect(ranker.recommend(at: moment, limit: 7).count == 7)
    #expect(Ranker(catalogue: []).recommend(at: moment, limit: 7).isEmpty)
    let chosen = ranker.recommend(at: moment, limit: 500, kinds: [.book, .talk])
    #expect(Set(chosen.map(\.item.kind)) == [.book, .talk])
    #expect(chosen.count == 160)
    #expect(ranker.recommend(at: moment, limit: 7, kinds: []).isEmpty)
    #expect(Ranker(catalogue: items + items).recommend(at: moment, limit: 1000).count == items.count)
  }

  @Test func `a guess among seven makes the emotion irrelevant`() throws {
    let ranker = Ranker(catalogue: items)
    let lists = try Emotion.allCases.map {
      ranker.recommend(at: try moment($0, 1.0 / 7, at: "2026-11-24T15:10"), limit: 30)
    }
    for list in lists { #expect(list.map(\.item) == lists[0].map(\.item)) }
    let nearness = lists[0].map { $0.contribution(.mood) }
    for list in lists { #expect(list.map { $0.contribution(.mood) } == nearness) }
    // What is mild and pleasant comes first then, and says why.
    #expect(lists[0].first?.text(.mood) == "mild and pleasant, while nothing is known about your mood")
    let pleasant = lists[0].prefix(10).map(\.item.place.valence).reduce(0, +) / 10
    #expect(pleasant > 0.1)
  }

  @Test(arguments: Emotion.allCases)
  func `the surer the face, the more the mood counts`(emotion: Emotion) throws {
    let here = item("here", valence: emotion.affect.valence, arousal: emotion.affect.arousal)
    var last = -1.0
    for confidence in [1.0 / 7, 0.25, 0.4, 0.6] {
      let list = Ranker(catalogue: [here]).recommend(
        at: try moment(emotion, confidence, at: "2026-11-24T15:10"), limit: 1)
      let mood = try #require(list.first).contribution(.mood)
      #expect(mood > last)
      last = mood
    }
  }

  @Test func `an unsure face lets the clock decide, a sure one the mood`() throws {
    let sadAndLively = item("s", creator: "A", valence: -0.45, arousal: -0.25, energy: 0.9)
    let farAndCalm = item("f", creator: "B", valence: 0.9, arousal: 0.9, energy: 0.25)
    let ranker = Ranker(catalogue: [sadAndLively, farAndCalm])
    let night = "2026-11-22T23:30"
    #expect(ranker.recommend(at: try moment(.sad, 0.2, at: night), limit: 1).first?.item.id == "f")
    #expect(ranker.recommend(at: try moment(.sad, 0.9, at: night), limit: 1).first?.item.id == "s")
  }

  @Test func `without its weight the clock says nothing`() throws {
    var weights = Weights()
    weights.clock = 0
    weights.length = 0
    let ranker = Ranker(catalogue: items, weights: weights)
    let morning = ranker.recommend(at: try moment(.sad, at: "2026-11-22T08:00"), limit: 20)
    let night = ranker.recommend(at: try moment(.sad, at: "2026-11-22T23:30"), limit: 20)
    #expect(morning == night)
    #expect(
      ranker.summary(of: try moment(.sad, at: "2026-11-22T08:00"))
        == "The hour does not count. You look sad, 80 %.")
  }

  @Test func `late at night the long film waits, the book does not`() throws {
    let film = item("f", kind: .film, minutes: 200)
    let book = item("b", kind: .book, minutes: 600)
    let list = Ranker(catalogue: [film, book]).recommend(
      at: try moment(.neutral, at: "2026-11-22T23:30"), limit: 2)
    #expect(list.map(\.item.id) == ["b", "f"])
    #expect(list[1].contribution(.length) == -0.2)
    #expect(list[1].text(.length) == "long for 23:30: 3 hours 20 minutes")
    #expect(list[0].text(.length) == nil)
    let day = Ranker(catalogue: [film]).recommend(at: try moment(.neutral, at: "2026-11-22T15:00"), limit: 1)
    #expect(day[0].contribution(.length) == 0)
  }

  @Test func `the list has variety`() throws {
    let same = (0..<5).map { item("same-\($0)", creator: "Ada", kind: .music) }
    let film = item("film", creator: "Bo", kind: .film, valence: 0.2)
    let list = Ranker(catalogue: same + [film]).recommend(
      at: try moment(.neutral, at: "2026-11-24T15:00"), limit: 6)
    #expect(list[1].item.id == "film")
    #expect(list[2].text(.variety) == "something by Ada is above already")
    #expect(abs(list[2].contribution(.variety) + 0.29) < 1e-12)
    #expect(list[0].text(.variety) == nil)
  }

  @Test func `the variety of a list is what taking the best each time gives`() throws {
    let moment = try moment(.angry, at: "2026-11-24T20:00")
    let weights = Weights()
    let ranker = Ranker(catalogue: items)
    let base = Dictionary(
      uniqueKeysWithValues: ranker.recommend(at: moment, limit: 400).map {
        ($0.item.id, $0.score - $0.contribution(.variety))
      })
    var left = items.sorted { (base[$1.id] ?? 0, $0.id) < (base[$0.id] ?? 0, $1.id) }
    var kinds: [ItemKind: Int] = [:]
    var creators: [String: Int] = [:]
    for entry in ranker.recommend(at: moment, limit: 60) {
      func score(_ item: Item) -> Double {
        (base[item.id] ?? 0) - weights.sameKind * Double(min(8, kinds[item.kind] ?? 0)) - weights.sameCreator
          * Double(min(3, creators[item.creator] ?? 0))
      }
      let best = try #require(left.map(score).max())
      #expect(abs(entry.score - best) < 1e-9)
      kinds[entry.item.kind, default: 0] += 1
      creators[entry.item.creator, default: 0] += 1
      left.removeAll { $0.id == entry.item.id }
    }
  }

  @Test func `reasons are plain words`() throws {
    let night = try moment(.happy, 0.84, at: "2026-11-22T23:30")
    let near = item("n", minutes: 4, valence: 0.6, arousal: 0.35, energy: 0.3)
    let far = item("f", creator: "B", kind: .film, minutes: 95, valence: -0.8, arousal: -0.8, energy: 0.95)
    let list = Ranker(catalogue: [near, far]).recommend(at: night, limit: 2)
    #expect(list[0].text(.mood) == "close to your mood: happy, 84 %")
    #expect(list[0].text(.clock) == "suits 23:30 on a Sunday")
    #expect(list[0].text(.length) == "short enough for 23:30: 4 minutes")
    #expect(list[1].text(.mood) == "some way from your mood: happy, 84 %")
    #expect(list[1].text(.clock) == "too lively for 23:30 on a Sunday")
    #expect(list[1].text(.length) == "long for 23:30: 1 hour 35 minutes")
    let lively = item("l", creator: "C", energy: 0.6)
    let unsure = Ranker(catalogue: [near, lively]).recommend(
      at: try moment(.sad, 0.3, at: "2026-11-23T08:00"), limit: 2)
    #expect(unsure.map(\.item.id) == ["l", "n"])
    #expect(
      unsure[0].text(.mood) == "your mood is hard to read (sad, 30 %), so it counts less")
    #expect(unsure[0].text(.clock) == "suits 08:00 on a Monday")
    #expect(unsure[1].text(.clock) == "suits 08:00 on a Monday a little")
  }
}
