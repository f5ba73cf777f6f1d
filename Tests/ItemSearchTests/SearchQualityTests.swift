import Foundation
import ItemSearch
import Language
import Recommendations
import Storage
import Testing

/// The judged queries over the starter catalogue, with the encoder itself.
@Suite struct SearchQualityTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `queries find what they mean among the first three, and nothing that they do not`() throws {
    let given = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"].map { URL(filePath: $0) }
    let encoder = try TextEncoder(folder: given ?? Self.root.appending(path: "weights"))
    let file = Self.root.appending(path: "Benchmarks/search/queries.json")
    let queries = try JSONDecoder().decode([JudgedQuery].self, from: Data(contentsOf: file))
    let items = try Catalogue.starter().items
    let byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let vectors = try encoder.embed(items.map(\.text))
    let embeddings = zip(items, vectors).map { item, vector in
      ItemEmbedding(itemID: item.id, textHash: "", vector: vector.map { Float16($0) })
    }
    let index = ItemIndex(embeddings, of: items, version: "")
    var (misses, heldOutMisses): ([String], [String]) = ([], [])
    for query in queries {
      let vector = SearchWishes.meaning(of: try encoder.embed(SearchWishes(query.query).texts))
      #expect(query.wanted.isSubset(of: byID.keys), "\(query.query)")
      #expect(query.unwanted.isSubset(of: byID.keys), "\(query.query)")
      let found = index.search(query.query, meaning: vector, count: 3).compactMap { byID[$0.itemID] }
      guard !query.judgement(of: found).isHit else { continue }
      if query.isHeldOut { heldOutMisses.append(query.query) } else { misses.append(query.query) }
    }
    #expect(queries.count == 26)
    #expect(misses == [])
    #expect(heldOutMisses.count <= 2, "\(heldOutMisses)")
  }
}
