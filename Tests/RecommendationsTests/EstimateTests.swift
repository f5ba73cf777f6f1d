import Emotions
import Foundation
import Recommendations
import Testing

/// Items of which nobody said where they stand.
@Suite struct EstimateTests {
  /// A history of plays, as an import leaves it: nothing is known of its mood.
  static let plays = (0..<300).map {
    Item(
      estimating: "track-\($0)", title: "Track \($0)", creator: "Band \($0)", kind: .music, minutes: 4,
      tags: [])
  }
  let starter: [Item]

  init() throws { starter = try Catalogue.starter().items }

  func estimated(_ id: String, _ confidence: Double, _ place: Affect) -> Item {
    Item(
      id: id, title: id, creator: id, kind: .music, minutes: 4, place: place, energy: 0.5, tags: [],
      estimate: confidence)
  }

  @Test(arguments: Emotion.allCases)
  func `what nobody placed never precedes what is placed as near, and does not claim to be close`(
    emotion: Emotion
  ) throws {
    let ranker = Ranker(catalogue: Self.plays + starter)
    for goal in Goal.allCases {
      var options = ListOptions()
      options.goal = goal
      for confidence in [0.4, 0.8] {
        let list = ranker.recommend(
          at: try moment(emotion, confidence, at: "2026-11-24T18:30"), limit: 60, options: options)
        let unplaced = list.filter { $0.item.estimate != nil }
        for entry in unplaced {
          #expect(entry.text(.mood) == "nobody has said where it stands yet")
          #expect(entry.reasons.first { $0.term == "mood" }?.why.code == "mood.unplaced")
          #expect(entry.contribution(.clock) <= 0)
        }
        #expect(list.prefix(10).allSatisfy { $0.item.estimate == nil })
      }
    }
    let here = item("z", valence: 0, arousal: 0)
    let list = Ranker(catalogue: Self.plays + [here]).recommend(
      at: try moment(emotion, at: "2026-11-24T13:00"), limit: 301)
    #expect(list[0].item.id == "z")
  }

  @Test func `the surer an estimate, the more its nearness counts, until one clear tag is enough`() throws {
    let place = Emotion.happy.affect
    let items =
      [0, 0.1, 0.25, 0.4, 0.5, 0.9].map { estimated("\($0)", $0, place) } + [
        Item(id: "said", title: "said", creator: "said", kind: .music, minutes: 4, place: place, energy: 0.5)
      ]
    var options = ListOptions()
    options.usesClock = false
    let list = Ranker(catalogue: items).recommend(
      at: try moment(.happy, 1, at: "2026-11-24T13:00"), limit: 7, options: options)
    let mood = Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.contribution(.mood)) })
    for (id, share) in [
      ("0.0", 0.0), ("0.1", 0.2), ("0.25", 0.5), ("0.4", 0.8), ("0.5", 1), ("0.9", 1), ("said", 1),
    ] {
      // Right at the target, so drawn from 1 towards a quarter.
      #expect(abs(try #require(mood[id]) - (0.25 + 0.75 * share)) < 1e-9)
    }
    let texts = Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.text(.mood)) })
    #expect(texts["0.1"] == "nobody has said where it stands yet")
    #expect(texts["0.25"] == "not far from your mood: happy, 100 %")
    #expect(texts["0.5"] == "close to your mood: happy, 100 %")
  }

  @Test func `far away doubt changes nothing: nearness is only drawn down`() throws {
    let far = Affect(valence: -0.9, arousal: -0.9)
    var options = ListOptions()
    options.usesClock = false
    let list = Ranker(catalogue: [estimated("e", 0, far), item("s", valence: -0.9, arousal: -0.9)]).recommend(
      at: try moment(.happy, 1, at: "2026-11-24T13:00"), limit: 2, options: options)
    #expect(list[0].contribution(.mood) == list[1].contribution(.mood))
  }

  @Test func `in a large catalogue of estimates the list is that of scoring every item`() throws {
    var generator = SeededGenerator(seed: 5)
    let items = randomItems(20_000, seed: 9).map { item in
      Item(
        id: item.id, title: item.title, creator: item.creator, kind: item.kind, minutes: item.minutes,
        place: item.place, energy: item.energy, tags: item.tags,
        estimate: Bool.random(using: &generator) ? Double.random(in: 0...1, using: &generator) : nil)
    }
    var weights = Weights()
    (weights.sameKind, weights.sameCreator) = (0, 0)
    let moment = try moment(.sad, at: "2026-11-24T22:10")
    var scores: [Double] = []
    for start in stride(from: 0, to: items.count, by: 500) {
      let part = Ranker(catalogue: items[start..<start + 500], weights: weights)
      scores += part.recommend(at: moment, limit: 20).map(\.score)
    }
    let list = Ranker(catalogue: items, weights: weights).recommend(at: moment, limit: 20)
    for (entry, score) in zip(list, scores.sorted(by: >)) { #expect(abs(entry.score - score) < 1e-9) }
  }

  @Test func `on a contradiction the list goes by the leading source, as it says`() throws {
    let ranker = Ranker(catalogue: starter)
    let face = MoodVoice(.face, EmotionDistribution(.happy, confidence: 0.8))
    let words = MoodVoice(.words, EmotionDistribution(.sad, confidence: 0.95))
    func list(_ voices: [MoodVoice]) throws -> (place: Affect, summary: String) {
      let mood = try #require(FusedMood(voices))
      let moment = Moment(date: try date("2026-11-24T18:30"), timeZone: utc, mood: mood)
      let items = ranker.recommend(at: moment, limit: 10).map(\.item.place)
      let place = Affect(
        valence: items.reduce(0) { $0 + $1.valence } / 10, arousal: items.reduce(0) { $0 + $1.arousal } / 10)
      return (place, ranker.summary(of: moment))
    }
    let (both, leading, other) = (try list([face, words]), try list([words]), try list([face]))
    #expect(both.summary.hasSuffix("I went by your words."))
    #expect(both.place.distance(to: leading.place) < 0.4 * both.place.distance(to: other.place))
  }
}
