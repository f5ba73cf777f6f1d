import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct LearningTests {
  /// Two groups of viewers, each with its own ten items.
  func groups() -> [Choice] {
    var random = RandomStream(seed: 3)
    return (0..<40).flatMap { viewer in
      (0..<20).filter { $0 / 10 == viewer % 2 && random.uniform() < 0.6 }.map {
        Choice(viewer: viewer, itemID: "item-\($0)")
      }
    }
  }

  func recipe() -> FactorRecipe {
    var recipe = FactorRecipe()
    recipe.factors = 2
    return recipe
  }

  @Test func `who chooses as a group does is offered what the group chooses`() throws {
    let factors = try #require(ItemFactors(training: groups(), recipe: recipe()))
    let first = try #require(factors.ids.firstIndex(of: "item-0"))
    let viewer = factors.viewer(choosing: [(position: first, weight: 1)])
    for position in factors.ids.indices where position != first {
      let number = try #require(Int(factors.ids[position].dropFirst(5)))
      #expect((factors.score(position: position, for: viewer) > 0) == (number < 10))
    }
  }

  @Test func `factors depend on the choices and the seed alone`() throws {
    var random = RandomStream(seed: 8)
    let one = ItemFactors(training: groups(), recipe: recipe())
    let other = ItemFactors(training: groups().shuffled(using: &random) + groups(), recipe: recipe())
    #expect(one == other)
    #expect(ItemFactors(training: []) == nil)
    let json = try JSONEncoder().encode(try #require(one))
    #expect(try JSONDecoder().decode(ItemFactors.self, from: json) == one)
  }

  @Test func `a few viewers are no community, nor are many with a single choice`() {
    let all = groups()
    #expect(ItemFactors(community: all)?.recipe.factors == 8)
    #expect(ItemFactors(community: all.filter { $0.viewer < ItemFactors.fewestViewers - 1 }) == nil)
    #expect(ItemFactors(community: (0..<50).map { Choice(viewer: $0, itemID: "item-\($0)") }) == nil)
    #expect(ItemFactors(community: all) == ItemFactors(community: all.reversed()))
  }

  @Test func `the community speaks in the ranker, with a reason, and only about what it knows`() throws {
    let items = (0..<20).map { item("item-\($0)", creator: "C\($0)") } + [item("new", creator: "N")]
    let now = try moment(.neutral, at: "2026-11-24T15:10")
    let liked = [Interaction(itemID: "item-0", kind: .like, at: now.date)]
    let alone = Ranker(catalogue: items)
    let together = alone.with(factors: ItemFactors(training: groups(), recipe: recipe()))
    let list = together.recommend(at: now, interactions: liked, limit: 21)
    let taste = Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.contribution(.taste)) })
    #expect(try #require(taste["item-5"]) > (try #require(taste["new"])))
    #expect(try #require(taste["item-15"]) < (try #require(taste["new"])))
    #expect(list.contains { $0.text(.taste) == "others who like what you like chose it" })
    #expect(list.allSatisfy { $0.score == $0.reasons.reduce(0) { $0 + $1.contribution } })
    #expect(together.recommend(at: now, limit: 21) == alone.recommend(at: now, limit: 21))
  }

  @Test func `texts are alike by the rare words they share`() {
    let index = TextIndex([
      ItemText(title: "The Sea", creator: "Ada", tags: ["calm", "water"]),
      ItemText(title: "The Ocean", creator: "Ada", tags: ["water"]),
      ItemText(title: "The Road", creator: "Bo", tags: ["travel"]), ItemText(title: ""),
    ])
    #expect(abs(index.likeness(0, 0) - 1) < 1e-6)
    #expect(index.likeness(0, 1) > index.likeness(0, 2))
    #expect(index.likeness(0, 2) > 0 && index.likeness(0, 3) == 0)
    let profile = index.profile(of: [(row: 0, weight: 1)])
    #expect(abs(index.likeness(row: 1, to: profile) - index.likeness(1, 0)) < 1e-6)
  }

  @Test func `a new item is judged by its text, a new viewer by nothing`() {
    let ids = ["item-0", "item-5", "item-15", "new"]
    let text = TextIndex(["sea", "sea", "road", "sea"].map { ItemText(title: "", tags: [$0]) })
    let taste = HybridTaste(ids: ids, text: text, factors: ItemFactors(training: groups(), recipe: recipe()))
    let nobody = taste.profile(choosing: [])
    #expect(ids.indices.allSatisfy { taste.score(row: $0, for: nobody) == 0 })
    let somebody = taste.profile(choosing: [0])
    #expect(taste.score(row: 1, for: somebody) > taste.score(row: 3, for: somebody))
    #expect(taste.score(row: 3, for: somebody) > taste.score(row: 2, for: somebody))
  }

  @Test func `a rating model finds what the context does`() {
    var random = RandomStream(seed: 4)
    let ratings = (0..<600).map { _ in
      let (viewer, item, mood) = (random.next() % 20, random.next() % 30, random.next() % 3)
      return RatedItem(
        viewer: "\(viewer)", item: "\(item)", traits: ["g\(item % 4)"], context: ["mood \(mood)"],
        rating: 3 + 0.04 * Double(viewer) - 0.02 * Double(item) + 0.8 * (Double(mood) - 1) + 0.2
          * random.normal())
    }
    func error(_ usesContext: Bool) -> Double {
      var recipe = RatingRecipe()
      recipe.usesContext = usesContext
      let model = RatingModel(training: Array(ratings.prefix(450)), recipe: recipe)
      let errors = ratings.suffix(150).map { model.predict($0) - $0.rating }
      return (errors.reduce(0) { $0 + $1 * $1 } / 150).squareRoot()
    }
    #expect(error(true) < 0.35)
    #expect(error(false) > 0.6)
    let model = RatingModel(training: ratings)
    let stranger = model.predict(RatedItem(viewer: "new", item: "new", rating: 0))
    #expect(abs(stranger - 3) < 0.4)
    #expect(RatingModel(training: []).predict(ratings[0]) == 0)
  }

  @Test func `what is chosen in a mood is likelier in it`() {
    let choices = (0..<40).map { k in
      RatedItem(
        viewer: "v", item: "i\(k % 4)", traits: [k % 2 == 0 ? "comedy" : "horror"],
        context: [k % 2 == 0 ? "happy" : "afraid"], rating: 5)
    }
    let affinity = ContextAffinity(training: choices)
    #expect(affinity.affinity(item: "i0", traits: ["comedy"], context: "happy") > 0.3)
    #expect(affinity.affinity(item: "new", traits: ["horror"], context: "happy") < -0.3)
    #expect(affinity.affinity(item: "new", traits: [], context: "happy") == 0)
    #expect(affinity.affinity(item: "i0", traits: ["comedy"], context: "bored") == 0)
  }

  @Test func `list quality tells narrow lists from wide ones`() {
    let narrow = ListQuality(of: [[0, 1], [0, 1]], choices: [9, 8, 1, 0], viewers: 10) { _, _ in 1 }
    let wide = ListQuality(of: [[0, 2], [1, 3]], choices: [9, 8, 1, 0], viewers: 10) { _, _ in 0.25 }
    #expect(narrow.coverage == 0.5 && wide.coverage == 1)
    #expect(narrow.diversity == 0 && wide.diversity == 0.75)
    #expect(narrow.popularity > wide.popularity && narrow.novelty < wide.novelty)
  }
}
