import ArgumentParser
import Foundation
import ItemSearch
import Language
import Recommendations
import Storage

/// `mien search`
struct Search: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds items of the catalogue by what they mean.",
    discussion: """
      Items that were never read are read first, once. Beside each item stands how well it fits: how near its meaning is, up
      to 1.00, and what its words, its kind and its mood add to that. --explain shows these one by one.

      Example:

        mien search "slow piano for rain"
      """)

  @Argument(help: "What you look for, in words.")
  var words: [String]

  @Option(help: ArgumentHelp("Only this kind: music, film, book, podcast or talk.", valueName: "kind"))
  var kind: ItemKind?

  @Option(help: ArgumentHelp("How many items; 10 if left out.", valueName: "number"))
  var limit = 10

  @Flag(help: "Show what brings each item up.")
  var explain = false

  @Flag(help: "Print one JSON list.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var encoder: EncoderOptions

  private struct Found: Encodable {
    let score: Double
    /// The cosine alone.
    let similarity: Double
    let shares: SearchShares
    let item: Item
  }

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    guard !words.joined().trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else {
      throw ValidationError("Say what you look for: mien search \"slow piano for rain\".")
    }
  }

  func run() async throws {
    let settings = try Settings(data, flags: encoder.flags)
    let store = try settings.openStore()
    let items = try await store.catalogue.merged(with: .starter()).items
    let reading = ItemReading(settings, store)
    let found = try await search(items, reading, store)
    guard !json else { return try Console.printJSON(found) }
    for entry in found {
      let beginning = "\(String(format: "%.2f", entry.score))  \(entry.item.kind.rawValue.padded(to: 7))"
      Console.print("\(beginning)  \(entry.item.title) – \(entry.item.creator)  [\(entry.item.id)]")
      if explain { Console.print("      \(Self.words(for: entry.shares))") }
    }
    if found.isEmpty { Console.note("Nothing means the like.") }
  }

  private func search(_ items: [Item], _ reading: ItemReading, _ store: Store) async throws -> [Found] {
    try await reading.run(for: items)
    let query = words.joined(separator: " ")
    let vectors = try await reading.encoder().vectors(of: SearchWishes(query).texts)
    let byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let index = try await ItemIndex(store.embeddings, of: items)
    let matches = index.search(query, meaning: SearchWishes.meaning(of: vectors), count: limit) { id in
      byID[id].map { kind == nil || $0.kind == kind } ?? false
    }
    return matches.compactMap { match in
      byID[match.itemID].map { item in
        Found(
          score: Double(match.shares.score), similarity: Double(match.shares.meaning), shares: match.shares,
          item: item)
      }
    }
  }

  /// "meaning 0.41 + words 0.12 + mood 0.15"
  private static func words(for shares: SearchShares) -> String {
    let terms = [
      ("meaning", shares.meaning), ("words", shares.words), ("kind", shares.kind), ("mood", shares.mood),
    ]
    return terms.filter { $0.0 == "meaning" || $0.1 > 0 }.map { "\($0.0) \(String(format: "%.2f", $0.1))" }
      .joined(separator: " + ")
  }
}
