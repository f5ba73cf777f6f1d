import Emotions
import Foundation
import Recommendations
import Testing

/// Large catalogues, of which only a part is scored.
@Suite struct ScaleTests {
  let items = randomItems(30_000, seed: 7)

  /// The best scores of a catalogue that is scored whole, part by part.
  private func best(_ count: Int, at moment: Moment, _ interactions: [Interaction]) -> [Double] {
    var weights = Weights()
    (weights.sameKind, weights.sameCreator) = (0, 0)
    var scores: [Double] = []
    for start in stride(from: 0, to: items.count, by: 500) {
      let part = Ranker(catalogue: items[start..<start + 500], weights: weights)
      scores += part.recommend(at: moment, interactions: interactions, limit: count).map(\.score)
    }
    return Array(scores.sorted(by: >).prefix(count))
  }

  @Test(arguments: [Emotion.sad, .happy, .angry])
  func `the list of a large catalogue is that of scoring every item, for a new viewer`(emotion: Emotion)
    throws
  {
    var weights = Weights()
    (weights.sameKind, weights.sameCreator) = (0, 0)
    let moment = try moment(emotion, at: "2026-11-24T22:10")
    let list = Ranker(catalogue: items, weights: weights).recommend(at: moment, limit: 20)
    for (entry, score) in zip(list, best(20, at: moment, [])) { #expect(abs(entry.score - score) < 1e-9) }
  }

  @Test func `what was liked comes into the list though thousands suit the hour better`() throws {
    // Energies of about 0.67 suit a quarter past three; nothing is known about the mood.
    let moment = try moment(.sad, 1.0 / 7, at: "2026-11-24T15:10")
    let other = try #require(items.first { (0.36..<0.4).contains($0.energy) })
    let liked = [Interaction(itemID: other.id, kind: .like, at: moment.date)]
    let list = Ranker(catalogue: items).recommend(at: moment, interactions: liked, limit: 20)
    #expect(list.contains { $0.item.id == other.id && $0.text(.taste) == "you liked it before" })
  }

  @Test func `a limit of minutes finds the few short items of a large catalogue`() throws {
    let long = (0..<20_000).map { item("long-\($0)", creator: "C\($0)", kind: .film, minutes: 90) }
    let short = (0..<3).map {
      item("short-\($0)", creator: "S", kind: .film, minutes: 4, valence: -0.9, arousal: 0.9)
    }
    var options = ListOptions()
    options.minutes = 5
    let list = Ranker(catalogue: long + short).recommend(
      at: try moment(.happy, at: "2026-11-24T15:10"), limit: 10, options: options)
    #expect(Set(list.map(\.item.id)) == ["short-0", "short-1", "short-2"])
  }

  @Test func `items in one place take turns from day to day`() throws {
    let alike = (0..<20_000).map { item("item-\($0)", creator: "C\($0)", kind: .music) }
    let ranker = Ranker(catalogue: alike)
    var options = ListOptions()
    options.rotation = 11
    var seen: Set<String> = []
    for day in 10..<20 {
      let moment = try moment(.happy, at: "2026-11-\(day)T15:10")
      let list = ranker.recommend(at: moment, limit: 10, options: options)
      #expect(list == ranker.recommend(at: moment, limit: 10, options: options))
      seen.formUnion(list.map(\.item.id))
    }
    #expect(seen.count > 80)
  }
}
