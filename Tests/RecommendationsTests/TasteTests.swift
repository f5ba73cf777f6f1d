import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct TasteTests {
  let now: Moment

  init() throws { now = try moment(.neutral, at: "2026-11-24T15:10") }

  func did(_ kind: InteractionKind, _ id: String, daysAgo: Double = 0) -> Interaction {
    Interaction(itemID: id, kind: kind, at: now.date.addingTimeInterval(-daysAgo * 86_400))
  }

  /// Taste of each item after interactions.
  func taste(_ items: [Item], _ interactions: [Interaction]) -> [String: Double] {
    let list = Ranker(catalogue: items).recommend(at: now, interactions: interactions, limit: items.count)
    return Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.contribution(.taste)) })
  }

  @Test func `without likes and skips taste says nothing`() {
    #expect(taste([item("a"), item("b")], [did(.view, "a")]) == ["a": 0, "b": 0])
  }

  @Test func `a like raises what is like it, a skip lowers it`() throws {
    let liked = item("liked", creator: "Ada", kind: .film, valence: 0.8, arousal: 0.8, tags: ["sea"])
    let others = [
      item("creator", creator: "ADA", kind: .book, valence: -0.8, arousal: -0.8),
      item("tag", creator: "B", kind: .book, valence: -0.8, arousal: -0.8, tags: ["Sea"]),
      item("kind", creator: "C", kind: .film, valence: -0.8, arousal: -0.8),
      item("place", creator: "D", kind: .book, valence: 0.75, arousal: 0.8),
      item("none", creator: "E", kind: .book, valence: -0.8, arousal: -0.8),
    ]
    let up = taste(others + [liked], [did(.like, "liked")])
    let down = taste(others + [liked], [did(.skip, "liked")])
    let none = try #require(up["none"])
    for id in ["liked", "creator", "tag", "kind", "place"] {
      #expect(try #require(up[id]) > none + 0.02)
      #expect(try #require(down[id]) < -0.01)
      #expect(-(try #require(down[id])) < (try #require(up[id])))
    }
  }

  @Test(arguments: 1...30)
  func `a like never lowers the taste for anything`(seed: UInt64) throws {
    let items = randomItems(60, seed: seed)
    let before = randomInteractions(20, with: items, before: now.date, seed: seed).filter { $0.kind != .hide }
    var generator = SeededGenerator(seed: seed)
    let fresh = items.filter { item in !before.contains { $0.itemID == item.id } }
    let liked = try #require(fresh.randomElement(using: &generator))
    let old = taste(items, before)
    let new = taste(items, before + [did(.like, liked.id)])
    for item in items where item.creator == liked.creator {
      #expect(try #require(new[item.id]) > (try #require(old[item.id])))
    }
    for item in items { #expect(try #require(new[item.id]) >= (try #require(old[item.id])) - 1e-12) }
  }

  @Test func `a like fades`() throws {
    let items = [item("a", creator: "Ada"), item("b", creator: "Ada")]
    let tastes = try [0, 30, 300].map { days in
      try #require(taste(items, [did(.like, "a", daysAgo: days)])["b"])
    }
    #expect(tastes[0] > tastes[1] && tastes[1] > tastes[2] && tastes[2] > 0)
  }

  @Test func `the newest verdict counts`() throws {
    let items = [item("a"), item("b")]
    let liked = taste(items, [did(.like, "a")])
    #expect(taste(items, [did(.like, "a"), did(.skip, "a", daysAgo: 1)]) == liked)
    #expect(taste(items, [did(.hide, "a"), did(.like, "a")]) == liked)
    let hidden = Ranker(catalogue: items).recommend(
      at: now, interactions: [did(.hide, "a", daysAgo: 1), did(.view, "a"), did(.like, "a", daysAgo: 2)],
      limit: 5)
    #expect(hidden.map(\.item.id) == ["b"])
  }

  @Test func `what lies in the future counts as now, what is unknown not at all`() throws {
    let items = [item("a"), item("b")]
    #expect(taste(items, [did(.like, "a", daysAgo: -3)]) == taste(items, [did(.like, "a")]))
    #expect(taste(items, [did(.like, "gone")]) == ["a": 0, "b": 0])
    let list = Ranker(catalogue: items).recommend(
      at: now, interactions: [did(.hide, "a", daysAgo: -3)], limit: 5)
    #expect(list.map(\.item.id) == ["b"])
  }

  @Test func `what was opened just now stands lower, and rises again`() throws {
    let items = [item("a", creator: "A"), item("b", creator: "B")]
    func fresh(_ daysAgo: Double) throws -> Recommendation {
      let list = Ranker(catalogue: items).recommend(
        at: now, interactions: [did(.view, "a", daysAgo: daysAgo)], limit: 2)
      return try #require(list.first { $0.item.id == "a" })
    }
    #expect(try fresh(0).contribution(.fresh) == -0.5)
    #expect(try fresh(0.5).contribution(.fresh) == -0.25)
    #expect(try abs(fresh(7).contribution(.fresh)) < 0.001)
    #expect(try fresh(0).text(.fresh) == "you opened it just now, so it stands lower")
    #expect(try fresh(0.125).text(.fresh) == "you opened it 3 hours ago, so it stands lower")
    #expect(try fresh(3).text(.fresh) == "you opened it 3 days ago, so it stands lower")
  }

  @Test func `what was just opened is not offered again, while there is enough else`() throws {
    let items = (0..<6).map { item("\($0)", creator: "Maker \($0)") }
    let ranker = Ranker(catalogue: items)
    func ids(_ hoursAgo: Double, _ kind: InteractionKind = .view, limit: Int = 5) -> [String] {
      ranker.recommend(at: now, interactions: [did(kind, "0", daysAgo: hoursAgo / 24)], limit: limit).map(
        \.item.id)
    }
    #expect(ids(0) == ["1", "2", "3", "4", "5"])
    #expect(ids(2.9) == ["1", "2", "3", "4", "5"])
    // It stands lower still, and here there is nothing else.
    #expect(ids(3.1) == ["1", "2", "3", "4", "5"])
    #expect(ids(0, limit: 6) == ["1", "2", "3", "4", "5", "0"])
    #expect(ids(96, limit: 6).count == 6)
    var random = RandomStream(seed: 1)
    let drawn = ranker.recommend(
      at: now, interactions: [did(.view, "0")], limit: 5, trying: Ranker.newLearner, using: &random)
    #expect(!drawn.list.contains { $0.item.id == "0" })
  }

  @Test func `the reason names what was liked`() throws {
    let items = [
      item("a", creator: "Erik Satie"), item("b", creator: "Erik Satie"),
      item("c", creator: "Nan Shepherd", kind: .book, valence: 1, arousal: 1, tags: ["Mountains"]),
      item("d", creator: "Bo", kind: .film, valence: 1, arousal: 1, tags: ["mountains"]),
      item("e", creator: "Cy", kind: .book, valence: -1, arousal: 1),
      item("f", creator: "Di", kind: .talk, valence: 0.9, arousal: 1),
      item("g", creator: "Nan Shepherd", kind: .film, valence: -1, arousal: -1),
    ]
    let list = Ranker(catalogue: items).recommend(
      at: now, interactions: [did(.like, "a"), did(.like, "c")], limit: 10)
    let texts = Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.text(.taste) ?? "") })
    #expect(texts["a"] == "you liked it before")
    #expect(texts["b"] == "you liked another piece of music by Erik Satie: The a")
    #expect(texts["d"] == "you liked other things tagged “Mountains”")
    #expect(texts["e"] == "you liked other books")
    #expect(texts["f"] == "close in mood to what you liked")
    #expect(texts["g"] == "you liked a book by Nan Shepherd: The c")
    let skipped = Ranker(catalogue: items).recommend(at: now, interactions: [did(.skip, "a")], limit: 10)
    #expect(
      skipped.first { $0.item.id == "b" }?.text(.taste)
        == "you skipped another piece of music by Erik Satie: The a")
  }
}
