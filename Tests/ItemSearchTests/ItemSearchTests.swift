import Emotions
import Foundation
import ItemSearch
import Language
import Recommendations
import Storage
import Testing

/// The files of the encoder, in `weights/` or in the folder MIEN_WEIGHTS names.
private let weights: URL = {
  if let folder = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] { return URL(filePath: folder) }
  let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
  return tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
}()

private func item(
  _ id: String, _ title: String, _ creator: String = "Somebody", _ kind: ItemKind = .music,
  tags: [String] = [],
  why: String = ""
) -> Item {
  Item(
    id: id, title: title, creator: creator, kind: kind, minutes: 4, place: Affect(valence: 0, arousal: 0),
    energy: 0.5, tags: tags, why: why)
}

@Suite final class ItemSearchTests {
  private let directory: URL
  private let store: Store
  private static let loaded = Result { () throws -> TextEncoder in try TextEncoder(folder: weights) }

  private let items = [
    item(
      "rain", "Raindrop Prelude", "Frédéric Chopin", tags: ["piano", "slow", "rain"], why: "Quiet drops."),
    item(
      "war", "Battle of the Giants", "A. Director", .film, tags: ["war", "explosions"],
      why: "Loud all the way."),
    item(
      "bread", "The Baker's Year", "B. Baker", .book, tags: ["cooking", "bread"],
      why: "How flour becomes bread."),
  ]

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mien-search-\(UUID().uuidString)")
    store = try Store(directory: directory)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private func embed(_ items: [Item]) async throws -> EmbeddingPlan {
    let plan = try await EmbeddingPlan(for: items, in: store.embeddings)
    let encoder = try Self.loaded.get()
    try await plan.run(with: { encoder }, keeping: store.embeddings)
    return plan
  }

  @Test func `an item's text says what it is, and no unknown maker`() {
    #expect(
      items[0].text == "Raindrop Prelude by Frédéric Chopin. music. piano, slow, rain. Quiet drops.")
    #expect(item("x", "Hum", Item.unknownCreator, .podcast).text == "Hum. podcast")
    let dated = Item(
      id: "y", title: "Metropolis", creator: "Fritz Lang", year: 1927, kind: .film, minutes: 153,
      place: Affect(valence: 0, arousal: 0), energy: 0.5)
    #expect(dated.text == "Metropolis (1927) by Fritz Lang. film")
  }

  @Test func `what means the like is found, the nearest first`() async throws {
    _ = try await embed(items)
    let index = try await ItemIndex(store.embeddings, of: items)
    #expect(index.count == 3)
    let encoder = try Self.loaded.get()
    let queries = [
      "slow piano for a wet day": "rain", "soldiers fighting": "war", "a recipe for dough": "bread",
    ]
    for (words, expected) in queries {
      let query = try #require(try await encoder.vectors(of: [words]).first)
      let found = index.search(words, meaning: query, count: 3, atLeast: -1)
      #expect(found.first?.itemID == expected, "\(words)")
      #expect(found.map(\.shares.score) == found.map(\.shares.score).sorted(by: >))
      let others = index.search(words, meaning: query, count: 3, atLeast: -1) { $0 != expected }
      #expect(!others.map(\.itemID).contains(expected))
    }
  }

  @Test func `only what is new or changed is read again, and what is gone is forgotten`() async throws {
    let first = try await embed(items)
    #expect(first.count == 3)
    #expect(first.unchanged == 0)
    let version = try await store.embeddings.version()
    let again = try await embed(items)
    #expect(again.count == 0)
    #expect(again.unchanged == 3)
    let afterwards = try await store.embeddings.version()
    #expect(afterwards == version)
    let changed = [items[0], item("war", "Battle of the Dwarfs"), item("new", "Another")]
    let last = try await embed(changed)
    #expect(last.count == 2)
    #expect(last.unchanged == 1)
    #expect(last.removed == 1)
    let left = try await store.embeddings.hashes()
    #expect(Set(left.keys) == ["rain", "war", "new"])
  }

  @Test func `with nothing to do no encoder is asked for`() async throws {
    _ = try await embed(items)
    let none: @Sendable () async throws -> TextEncoder = { throw LanguageError.missing(path: "nowhere") }
    let plan = try await EmbeddingPlan(for: items, in: store.embeddings)
    try await plan.run(with: none, keeping: store.embeddings)
    let more = try await EmbeddingPlan(for: items + [item("new", "New")], in: store.embeddings)
    var asked = false
    do { try await more.run(with: none, keeping: store.embeddings) } catch is LanguageError { asked = true }
    #expect(asked)
  }

  @Test func `what is done before an interruption is kept`() async throws {
    let many = (0..<150).map { item("\($0)", "Number \($0)") }
    let plan = try await EmbeddingPlan(for: many, in: store.embeddings)
    let encoder = try Self.loaded.get()
    let embeddings = store.embeddings
    let task = Task {
      try await plan.run(
        with: { encoder }, keeping: embeddings,
        progress: { _ in withUnsafeCurrentTask { $0?.cancel() } })
    }
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    let kept = try await embeddings.hashes().count
    #expect(kept == 64)
    let rest = try await EmbeddingPlan(for: many, in: embeddings)
    #expect(rest.count == 86)
  }

  @Test func `a vector of another length harms nobody`() async throws {
    _ = try await embed(items)
    try await store.embeddings.keep([ItemEmbedding(itemID: "odd", textHash: "x", vector: [1, 0])])
    let index = try await ItemIndex(store.embeddings, of: items + [item("odd", "Odd")])
    #expect(index.count == 3)
  }

  private static let warm = [
    "I loved every minute of it.", "A wonderful album, I listen to it every evening.",
    "Beautifully written and deeply moving.", "The best film I have seen in years.",
    "This book gave me hope when I needed it.", "What a delightful, funny little podcast!",
    "Brilliant acting and a gorgeous score.", "It always makes me smile.",
    "Not bad at all, I really enjoyed it.", "A masterpiece that still holds up today.",
    "Thank you for this, it helped me through a hard winter.",
  ]
  private static let cool = [
    "A complete waste of time.", "I hated the ending and the characters.", "Boring from start to finish.",
    "The worst album they ever made.", "Terrible acting and a stupid plot.",
    "I was really disappointed by this one.", "Disgusting and pointless violence.",
    "I fell asleep halfway through.", "Not good, and far too long.", "The sound quality is awful.",
    "Badly written and full of mistakes.",
  ]
  private static let plain = [
    "The film is two hours long.", "It was recorded in Berlin in 1974.",
    "There are twelve chapters and an index.", "A sequel came out the following year.",
  ]

  @Test func `reviews are warm, cool or neither, and what cannot be read does not count`() async throws {
    let account = try await store.accounts.create(
      name: "ada", password: "a long password", role: .administrator, at: .distantPast)
    let texts = Self.warm + Self.cool + Self.plain + ["Ein sehr schönes und ruhiges Buch über den Wald"]
    for (number, text) in texts.enumerated() {
      _ = try await store.reviews.put(
        try #require(ReviewText(text)), of: "item \(number)", for: account,
        at: Date(timeIntervalSince1970: Double(number)))
    }
    let encoder = try Self.loaded.get()
    let reading = ReviewReading(store.reviews)
    let read = try await reading.run(with: { try await WordsClassifier.shipped(with: encoder) })
    #expect(read == texts.count)
    let none = try await reading.run(with: { throw LanguageError.missing(path: "nowhere") })
    #expect(none == 0)
    for (number, text) in texts.enumerated() {
      let sentiment = try await store.reviews.find("item \(number)", of: account)?.sentiment
      switch number {
      case ..<Self.warm.count: #expect(try #require(sentiment) > 0.5, "\(text)")
      case ..<(Self.warm.count + Self.cool.count): #expect(try #require(sentiment) < -0.15, "\(text)")
      case ..<(texts.count - 1): #expect(abs(try #require(sentiment)) < 0.15, "\(text)")
      default: #expect(sentiment == nil, "\(text)")
      }
    }
  }

  @Test func `vectors and tones reach the recommender`() async throws {
    let nothing = try await ItemMeanings.kept(in: store.embeddings)
    #expect(nothing == nil)
    let sorrow = item(
      "sorrow", "Tears for the Dead", tags: ["grief"], why: "She cries, alone and heartbroken.")
    _ = try await embed(items + [sorrow])
    let meanings = try #require(try await ItemMeanings.kept(in: store.embeddings))
    #expect(meanings.count == 4)
    let list = Ranker(catalogue: items + [sorrow]).with(meanings: meanings).recommend(
      at: Moment(
        date: Date(timeIntervalSince1970: 1_800_000_000), timeZone: .gmt,
        distribution: EmotionDistribution(.sad, confidence: 0.9)), limit: 4)
    let tones = list.map { entry in
      (id: entry.item.id, value: entry.reasons.first { $0.term == "tone" }?.contribution ?? 0)
    }
    #expect(tones.max { $0.value < $1.value }?.id == "sorrow")
  }
}
