import Emotions
import Foundation
import Recommendations
import Testing

/// What items mean, with vectors of four numbers in the place of an encoder's.
@Suite struct MeaningTests {
  private static let noon = "2026-11-24T12:00"

  /// Items that differ in nothing but their ids and what they mean: tones in the order angry … surprise.
  private func catalogue() -> (items: [Item], meanings: ItemMeanings) {
    let told: [(String, [Float16], [Float])] = [
      ("storm", [1, 0.1, 0, 0], [0, 0, 4, 0, 0, 1, 0]),
      ("gale", [0.9, 0.3, 0.1, 0], [0, 0, 3, 0, 0, 0, 0]),
      ("party", [0, 1, 0, 0.1], [0, 0, 0, 5, 0, 0, 1]),
      ("elegy", [0, 0, 1, 0], [0, 0, 0, 0, 0, 5, 0]),
      ("ledger", [0, 0, 0.1, 1], [0, 0, 0, 0, 4, 0, 0]),
    ]
    return (
      told.map { item($0.0, creator: "Maker of \($0.0)") },
      ItemMeanings(told.map { ItemMeanings.Entry(itemID: $0.0, vector: $0.1, tone: $0.2) })
    )
  }

  private func list(
    _ ranker: Ranker, _ emotion: Emotion, _ liked: [(String, InteractionKind)] = [], goal: Goal = .match
  ) throws -> [Recommendation] {
    let now = try moment(emotion, at: Self.noon)
    var options = ListOptions()
    options.goal = goal
    return ranker.recommend(
      at: now, interactions: liked.map { Interaction(itemID: $0.0, kind: $0.1, at: now.date) }, limit: 5,
      options: options)
  }

  private func values(_ list: [Recommendation], _ term: Term) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.contribution(term)) })
  }

  @Test func `likeness is the cosine of what is left when the common part is gone`() {
    let (_, meanings) = catalogue()
    #expect(meanings.count == 5)
    #expect(meanings.width == 4)
    #expect(meanings.likeness(0, 1) > 0.8)
    #expect(meanings.likeness(0, 2) < 0.2)
    let itself = meanings.likeness(3, to: meanings.profile(of: [(position: 3, weight: 2)], normalized: true))
    #expect(abs(itself - 1) < 0.02)
    let twice = meanings.likeness(3, to: meanings.profile(of: [(position: 3, weight: 2)]))
    #expect(abs(twice - 2) < 0.04)
    let odd = ItemMeanings([
      ItemMeanings.Entry(itemID: "a", vector: [1, 0]), ItemMeanings.Entry(itemID: "b", vector: [1]),
    ])
    #expect(odd.count == 1)
  }

  @Test func `what means the like of what was liked is raised, of what was skipped lowered`() throws {
    let (items, meanings) = catalogue()
    let plain = Ranker(catalogue: items)
    let ranker = plain.with(meanings: meanings)
    for kind in [InteractionKind.like, .skip] {
      let before = values(try list(plain, .happy, [("storm", kind)]), .taste)
      let after = values(try list(ranker, .happy, [("storm", kind)]), .taste)
      let sign = kind == .like ? 1.0 : -1.0
      let near = try #require(after["gale"]) - (try #require(before["gale"]))
      #expect(sign * near > 0.02)
      for far in ["party", "elegy", "ledger"] {
        #expect(abs(try #require(after[far]) - (try #require(before[far]))) < 0.01)
      }
    }
    let gale = try #require(try list(ranker, .happy, [("storm", .like)]).first { $0.item.id == "gale" })
    #expect(gale.text(.taste) == "it reads like The storm, which you liked")
  }

  @Test func `an item without a vector is compared by its words`() throws {
    let (items, meanings) = catalogue()
    let others = items + [item("stray"), item("gale 2")]
    let with = values(
      try list(Ranker(catalogue: others).with(meanings: meanings), .sad, [("gale", .like)]), .taste)
    let without = values(try list(Ranker(catalogue: others), .sad, [("gale", .like)]), .taste)
    #expect(with["gale 2"] == without["gale 2"])
    #expect(with["stray"] == without["stray"])
  }

  @Test func `each mood has the tone it asks for`() throws {
    let (items, meanings) = catalogue()
    let ranker = Ranker(catalogue: items).with(meanings: meanings)
    let wanted: [Emotion: (best: String, worst: [String])] = [
      .happy: ("party", ["storm", "elegy"]), .sad: ("elegy", ["party", "ledger"]),
      // Fear is not fed.
      .fear: ("ledger", ["storm", "gale"]), .disgust: ("party", ["elegy"]),
    ]
    for (emotion, expected) in wanted {
      let tones = values(try list(ranker, emotion), .tone)
      #expect(tones.max { $0.value < $1.value }?.key == expected.best, "\(emotion)")
      for id in expected.worst { #expect(try #require(tones[id]) < 0, "\(emotion) \(id)") }
      #expect(tones.values.allSatisfy { abs($0) <= ranker.weights.tone })
    }
  }

  @Test func `the tone is told in words, and only where the list follows the mood`() throws {
    let (items, meanings) = catalogue()
    let ranker = Ranker(catalogue: items).with(meanings: meanings)
    let elegy = try #require(try list(ranker, .sad).first { $0.item.id == "elegy" })
    #expect(elegy.text(.tone) == "what is said of it sounds as your mood asks for")
    let party = try #require(try list(ranker, .sad).first { $0.item.id == "party" })
    #expect(party.text(.tone) == "what is said of it sounds other than your mood asks for")
    for goal in [Goal.lift, .calm, .focus] {
      #expect(try list(ranker, .sad, goal: goal).allSatisfy { $0.contribution(.tone) == 0 })
    }
    let unknown = Moment(date: try date(Self.noon), timeZone: utc, distribution: .uniform)
    #expect(ranker.recommend(at: unknown, limit: 5).allSatisfy { $0.contribution(.tone) == 0 })
    let plain = Ranker(catalogue: items)
    #expect(try list(plain, .sad).allSatisfy { $0.contribution(.tone) == 0 })
  }

  @Test(arguments: 1...10)
  func `scores are the sums of their reasons with everything that is known`(seed: UInt64) throws {
    let items = randomItems(80, seed: seed)
    var generator = SeededGenerator(seed: seed)
    func number() -> Float { Float.random(in: -1...1, using: &generator) }
    let meanings = ItemMeanings(
      items.map { item in
        ItemMeanings.Entry(
          itemID: item.id, vector: (0..<8).map { _ in Float16(number()) }, tone: (0..<7).map { _ in number() }
        )
      })
    let reviews = Dictionary(
      uniqueKeysWithValues: items.prefix(40).map { ($0.id, ReviewSummary(of: [Double(number())])) })
    let choices = (0..<12).flatMap { viewer in
      (0..<9).map { Choice(viewer: viewer, itemID: "item-\((viewer * 5 + $0 * 3) % 60)") }
    }
    let factors = try #require(ItemFactors(community: choices))
    let ranker = Ranker(catalogue: items).with(meanings: meanings).with(reviews: reviews)
      .with(factors: factors, guess: FactorGuess(from: meanings, to: factors))
    let now = try moment(.sad, at: Self.noon)
    let list = ranker.recommend(
      at: now, interactions: randomInteractions(30, with: items, before: now.date, seed: seed), limit: 20)
    #expect(list.count == 20)
    for entry in list {
      #expect(entry.score.isFinite)
      #expect(abs(entry.reasons.reduce(0) { $0 + $1.contribution } - entry.score) < 1e-12)
      #expect(entry.reasons.allSatisfy { !$0.text.isEmpty && !$0.why.code.isEmpty })
    }
    #expect(list.contains { $0.contribution(.tone) != 0 })
    #expect(list.contains { $0.contribution(.reviews) != 0 })
  }

  @Test func `what nobody chose yet is guessed from what it means`() throws {
    // Two tastes, each with its own meaning; of each the last item was chosen by nobody.
    var generator = SeededGenerator(seed: 3)
    let items = (0..<120).map { item("item-\($0)", creator: "Maker \($0)") }
    let entries = (0..<120).map { number in
      let side: Float16 = number < 60 ? 1 : -1
      let noise = (0..<3).map { _ in Float16(Float.random(in: -0.3...0.3, using: &generator)) }
      return ItemMeanings.Entry(itemID: "item-\(number)", vector: [side] + noise)
    }
    let meanings = ItemMeanings(entries)
    let choices = (0..<40).flatMap { viewer in
      let first = viewer % 2 == 0 ? 0 : 60
      return (0..<59).filter { ($0 + viewer) % 3 != 0 }.map {
        Choice(viewer: viewer, itemID: "item-\(first + $0)")
      }
    }
    let factors = try #require(ItemFactors(community: choices))
    let guess = try #require(FactorGuess(from: meanings, to: factors))
    let ranker = Ranker(catalogue: items).with(meanings: meanings)
    let now = try moment(.neutral, at: Self.noon)
    let likes = (0..<6).map { Interaction(itemID: "item-\($0)", kind: .like, at: now.date) }
    func taste(_ ranker: Ranker) -> [String: Recommendation] {
      Dictionary(
        uniqueKeysWithValues: ranker.recommend(at: now, interactions: likes, limit: 120).map {
          ($0.item.id, $0)
        })
    }
    let plain = taste(ranker.with(factors: factors))
    let guessed = taste(ranker.with(factors: factors, guess: guess))
    let gains = try ["item-59", "item-119"].map { id in
      try #require(guessed[id]).contribution(.taste) - (try #require(plain[id])).contribution(.taste)
    }
    #expect(gains[0] > 0.02)
    #expect(gains[1] < -0.02)
    #expect(guessed["item-10"]?.contribution(.taste) == plain["item-10"]?.contribution(.taste))
    let few = ItemMeanings(entries.prefix(FactorGuess.fewestItems - 1))
    #expect(FactorGuess(from: few, to: factors) == nil)
  }
}
