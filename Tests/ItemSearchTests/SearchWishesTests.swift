import Emotions
import ItemSearch
import Recommendations
import Storage
import Testing

/// What a query says in so many words.
@Suite struct SearchWishesTests {
  @Test func `words name kinds, or make one think of them`() {
    #expect(SearchWishes("a book about dying").kinds == [.book: 1])
    #expect(SearchWishes("Something to READ tonight").kinds == [.book: 1])
    #expect(SearchWishes("something to watch").kinds == [.film: 1, .talk: 1])
    #expect(SearchWishes("slow piano for rain").kinds == [.music: 0.5])
    #expect(SearchWishes("a film about a piano").kinds == [.film: 1])
    #expect(SearchWishes("not a podcast, no music").kinds.isEmpty)
    #expect(SearchWishes("a heist that goes wrong").kinds.isEmpty)
  }

  @Test func `what a kind is about is searched beside the whole`() {
    #expect(SearchWishes("a book about dying").texts == ["a book about dying", "dying"])
    #expect(SearchWishes("music for studying").texts == ["music for studying", "studying"])
    #expect(SearchWishes("slow piano for rain").texts == ["slow piano for rain"])
    #expect(SearchWishes("music").texts == ["music"])
    #expect(
      SearchWishes.meaning(of: [[1, 0], [0, 1]]).allSatisfy { abs($0 - Float(0.5).squareRoot()) < 1e-6 })
    #expect(SearchWishes.meaning(of: []) == [])
  }

  @Test func `words say how it should feel, and what is turned away does not count`() throws {
    let slow = SearchWishes("slow piano")
    #expect(slow.valence == nil)
    #expect(try #require(slow.arousal) < -0.4)
    let both = SearchWishes("happy but quiet")
    #expect(try #require(both.valence) > 0.4)
    #expect(abs(try #require(both.arousal)) < 0.2)
    #expect(try #require(SearchWishes("music for studying").arousal) < -0.3)
    for query in ["nothing too sad", "not very loud", "the Trout Quintet", "", "…"] {
      #expect(SearchWishes(query).valence == nil, "\(query)")
      #expect(SearchWishes(query).arousal == nil, "\(query)")
    }
  }

  private static func item(
    _ id: String, _ title: String, _ kind: ItemKind = .music, creator: String = "Somebody",
    arousal: Double = 0, tags: [String] = [], why: String = ""
  ) -> Item {
    Item(
      id: id, title: title, creator: creator, kind: kind, minutes: 4,
      place: Affect(valence: 0, arousal: arousal),
      energy: 0.5 + arousal / 2, tags: tags, why: why)
  }

  /// Items that all mean the same, so that everything else decides.
  private static let items = [
    item("waltz", "Waltz No. 2", creator: "Dmitri Shostakovich", arousal: 0.4, tags: ["dance"]),
    item("cradle", "Berceuse", creator: "Frédéric Chopin", arousal: -0.6, tags: ["piano"]),
    item("storm", "Étude", creator: "Frédéric Chopin", arousal: 0.7, tags: ["piano"]),
    item("novel", "The Piano Tuner", .book, why: "Dances and dancing in Burma."),
  ]
  private static let vector = [Float](repeating: Float(1) / Float(384).squareRoot(), count: 384)

  private func search(_ query: String, _ weights: SearchWeights = .standard) -> [ItemIndex.Match] {
    let same = Self.items.map {
      ItemEmbedding(itemID: $0.id, textHash: "", vector: Self.vector.map { Float16($0) })
    }
    return ItemIndex(same, of: Self.items, version: "").search(
      query, meaning: Self.vector, count: 10, weights: weights)
  }

  @Test func `words, kind and mood decide where meanings are alike`() {
    #expect(search("chopin etude").first?.itemID == "storm")
    #expect(search("CHOPIN ÉTUDES").first?.itemID == "storm")
    #expect(search("slow chopin").first?.itemID == "cradle")
    #expect(search("a fast piano").first?.itemID == "storm")
    #expect(search("a book").first?.itemID == "novel")
    #expect(search("waltzes").first?.itemID == "waltz")
  }

  @Test func `an item comes up by its shares, and they are the score`() throws {
    let found = search("slow piano")
    #expect(found.count == 4)
    for match in found {
      let shares = match.shares
      #expect(abs(shares.score - (shares.meaning + shares.words + shares.kind + shares.mood)) < 1e-6)
      #expect(abs(shares.meaning - 1) < 1e-2)
    }
    let cradle = try #require(found.first)
    #expect(cradle.itemID == "cradle")
    #expect(cradle.shares.words > 0)
    #expect(cradle.shares.kind > 0)
    #expect(cradle.shares.mood > 0)
    let plain = search("slow piano", .none)
    #expect(plain.allSatisfy { $0.shares.score == $0.shares.meaning })
    #expect(plain.map(\.itemID) == Self.items.map(\.id))
  }

  @Test func `without letters only meaning counts`() {
    for query in ["", "…", "!!!", "\u{0}"] {
      #expect(search(query).allSatisfy { $0.shares.score == $0.shares.meaning }, "\(query)")
    }
  }
}
