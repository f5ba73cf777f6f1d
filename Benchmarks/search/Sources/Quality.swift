import Foundation
import ItemSearch
import Language
import Recommendations
import Storage

/// What the judged queries find among the starter catalogue: by meaning alone, and with words, kind and mood.
struct Quality {
  private let items: [String: Item]
  private let index: ItemIndex
  private let queries: [(judged: JudgedQuery, plain: [Float], meaning: [Float])]

  init(_ encoder: TextEncoder, queries file: URL) throws {
    let items = try Catalogue.starter().items
    let judged = try JSONDecoder().decode([JudgedQuery].self, from: Data(contentsOf: file))
    let vectors = try encoder.embed(items.map(\.text))
    let embeddings = zip(items, vectors).map { item, vector in
      ItemEmbedding(itemID: item.id, textHash: "", vector: vector.map { Float16($0) })
    }
    index = ItemIndex(embeddings, of: items, version: "")
    self.items = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    queries = try judged.map { query in
      let plain = try encoder.embed([query.query])[0]
      return (query, plain, SearchWishes.meaning(of: try encoder.embed(SearchWishes(query.query).texts)))
    }
  }

  /// Prints what is found, and how often it is right.
  ///
  /// - Parameter showsHeldOut: whether the queries that are held out are shown one by one.
  func report(_ weights: SearchWeights, showing name: String, lists: Bool, showsHeldOut: Bool) {
    for isHeldOut in [false, true] {
      let part = queries.filter { $0.judged.isHeldOut == isHeldOut }
      let judgements = part.map { query in
        let found = found(query.judged.query, weights == .none ? query.plain : query.meaning, weights)
        let judgement = query.judged.judgement(of: found)
        if lists, !isHeldOut || showsHeldOut {
          let titles = found.map { "\($0.kind.rawValue) \($0.title)" }.joined(separator: " | ")
          print("  \(judgement.isHit ? "+" : "-") \(query.judged.query): \(titles)")
        }
        return judgement
      }
      let count = Double(part.count)
      let precision = judgements.reduce(0) { $0 + $1.precision } / count
      print(
        "\(name), \(isHeldOut ? "held out" : "open"): \(judgements.count(where: \.isHit)) of \(part.count) right,",
        "\(judgements.count(where: \.findsFirst)) with a wanted one first,",
        "\(Int((100 * precision).rounded())) % of the first three wanted")
    }
  }

  private func found(_ query: String, _ meaning: [Float], _ weights: SearchWeights) -> [Item] {
    index.search(query, meaning: meaning, count: 3, weights: weights).compactMap { items[$0.itemID] }
  }
}
