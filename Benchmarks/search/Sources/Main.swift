import Emotions
import Foundation
import ItemSearch
import Language
import Recommendations
import Storage
import Tensors

/// How well the judged queries are answered; how long a sentence takes to become a vector, and 100,000 items to be
/// searched, on one core.
///
///     swift run -c release mien-benchmark-search [FOLDER OF WEIGHTS]
///     swift run -c release mien-benchmark-search quality [FOLDER OF WEIGHTS [WORDS KIND MOOD [held-out]]]
///
/// With three numbers the search is tried with these weights.
@main struct SearchBenchmark {
  static let items = 100_000
  static let width = EncoderShape.miniLM.width

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "quality" { return try quality(Array(arguments.dropFirst())) }
    let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "weights")
    let clock = ContinuousClock()
    try encoder(folder, clock)
    search(clock)
    blended(clock)
  }

  private static func quality(_ arguments: [String]) throws {
    let encoder = try TextEncoder(folder: URL(filePath: arguments.first ?? "weights"))
    let quality = try Quality(encoder, queries: URL(filePath: "Benchmarks/search/queries.json"))
    let given = arguments.dropFirst().prefix(3).compactMap { Float($0) }
    let weights =
      given.count == 3 ? SearchWeights(words: given[0], kind: given[1], mood: given[2]) : .standard
    let showsHeldOut = arguments.last == "held-out"
    quality.report(.none, showing: "by meaning alone", lists: false, showsHeldOut: false)
    quality.report(weights, showing: "with words, kind and mood", lists: true, showsHeldOut: showsHeldOut)
  }

  private static func encoder(_ folder: URL, _ clock: ContinuousClock) throws {
    var loaded: TextEncoder?
    let loading = try clock.measure { loaded = try TextEncoder(folder: folder) }
    guard let encoder = loaded else { return }
    print("loading the encoder: \(milliseconds(loading)) ms")
    let sentences = [
      "slow piano for rain", "I have never been this sad, and nobody seems to notice.",
      "I was thinking about the slow piano in the rain yesterday, and how it made me feel calm and a bit sad.",
    ]
    for sentence in sentences {
      let times = try (0..<60).map { _ in try clock.measure { _ = try encoder.embed([sentence]) } }.sorted()
      let tokens = encoder.tokenizer.encode(sentence).count
      print(
        "a sentence of \(tokens) tokens: \(milliseconds(times[30])) ms (95 %: \(milliseconds(times[57])) ms)")
    }
    let texts = (0..<512).map { "\($0). \(sentences[$0 % sentences.count])" }
    let bulk = try clock.measure { _ = try encoder.embed(texts) }
    print("\(texts.count) texts in bulk: \(Int(Double(texts.count) / seconds(bulk))) a second")
  }

  private static func search(_ clock: ContinuousClock) {
    var generator = SplitMix64(seed: 1)
    var index = MeaningIndex(width: width)
    index.reserveCapacity(items)
    for _ in 0..<items { index.append(vector(&generator).map { Float16($0) }) }
    var times: [Duration] = []
    for _ in 0..<50 {
      let query = vector(&generator)
      times.append(clock.measure { _ = index.nearest(to: query, count: 50) })
    }
    times.sort()
    print(
      "the nearest 50 of \(items): \(milliseconds(times[25])) ms (95 %: \(milliseconds(times[47])) ms)")
  }

  /// All of a search but the sentence's vector: words, kind and mood of 100,000 items with texts of the starter
  /// catalogue.
  private static func blended(_ clock: ContinuousClock) {
    guard let starter = try? Catalogue.starter().items else { return }
    var generator = SplitMix64(seed: 2)
    let many = (0..<items).map { row in
      let item = starter[row % starter.count]
      return Item(
        id: "\(row)", title: "\(item.title) \(row)", creator: item.creator, kind: item.kind,
        minutes: item.minutes,
        place: item.place, energy: item.energy, tags: item.tags, why: item.why)
    }
    let embeddings = many.map { item in
      ItemEmbedding(itemID: item.id, textHash: "", vector: vector(&generator).map { Float16($0) })
    }
    var made: ItemIndex?
    let making = clock.measure { made = ItemIndex(embeddings, of: many, version: "") }
    guard let index = made else { return }
    let queries = [
      "slow piano for rain", "a funny book about animals", "happy music for dancing", "Beethoven",
    ]
    var times: [Duration] = []
    for number in 0..<60 {
      let query = vector(&generator)
      times.append(
        clock.measure { _ = index.search(queries[number % queries.count], meaning: query, count: 50) })
    }
    times.sort()
    print("an index of \(items) items: \(milliseconds(making)) ms")
    print(
      "the best 50 of \(items) items: \(milliseconds(times[30])) ms (95 %: \(milliseconds(times[57])) ms)")
  }

  private static func vector(_ generator: inout SplitMix64) -> [Float] {
    let values = (0..<width).map { _ in generator.uniform() + generator.uniform() - 1 }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { $0 / length }
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  private static func milliseconds(_ duration: Duration) -> String {
    String(format: "%.2f", duration / .milliseconds(1))
  }
}
