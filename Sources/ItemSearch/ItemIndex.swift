import Dispatch
import Language
import Recommendations
import Storage

/// A catalogue's items with their vectors as they were kept at one time, for searching.
///
/// ```swift
/// let index = try await ItemIndex(store.embeddings, of: items)
/// let words = "slow piano for rain"
/// let vectors = try await encoder.vectors(of: SearchWishes(words).texts)
/// let found = index.search(words, meaning: SearchWishes.meaning(of: vectors), count: 10)
/// ```
public struct ItemIndex: Sendable {
  /// An item that was found.
  public struct Match: Hashable, Sendable {
    public let itemID: String
    public let shares: SearchShares
  }

  /// Of an item whose meaning and words together are less alike than this, nothing is worth showing: among the starter
  /// catalogue's items, what is further off has nothing to do with what was asked for.
  public static let leastSimilarity: Float = 0.2

  /// Another when the store's vectors are others.
  public let version: String
  private let ids: [String]
  private let meanings: MeaningIndex
  private let words: WordIndex
  /// Of each row the place of its kind among all.
  private let kinds: [Int]
  private let valences: [Float]
  /// Between arousal and energy, -1…1.
  private let livelinesses: [Float]

  /// Reads all vectors of a store on a thread of its own; of 100,000 items that takes some seconds. Items without a
  /// vector are left out.
  public init(_ store: EmbeddingStore, of items: [Item]) async throws(StorageError) {
    let version = try await store.version()
    let all = try await store.all()
    self = await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(returning: ItemIndex(all, of: items, version: version))
      }
    }
  }

  /// An index of vectors in memory.
  package init(_ embeddings: [ItemEmbedding], of items: [Item], version: String) {
    let byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var (rows, meanings): ([Item], MeaningIndex) = ([], MeaningIndex())
    rows.reserveCapacity(embeddings.count)
    meanings.reserveCapacity(embeddings.count)
    // A vector of another length was changed by other means; the next plan does not mend it, so it is passed over.
    for embedding in embeddings where embedding.vector.count == meanings.width {
      guard let item = byID[embedding.itemID] else { continue }
      rows.append(item)
      meanings.append(embedding.vector)
    }
    self.version = version
    self.meanings = meanings
    ids = rows.map(\.id)
    words = WordIndex(rows)
    kinds = rows.map { ItemKind.allCases.firstIndex(of: $0.kind) ?? 0 }
    valences = rows.map { Float($0.place.valence) }
    livelinesses = rows.map { Float($0.place.arousal + 2 * $0.energy - 1) / 2 }
  }

  public var count: Int { meanings.count }

  /// The items that fit best, the best first.
  ///
  /// - Parameters:
  ///   - query: what somebody typed.
  ///   - meaning: what it means, by ``SearchWishes/meaning(of:)``.
  ///   - count: so many at most.
  ///   - weights: how much counts beside the meaning.
  ///   - least: of the meaning and the words together.
  ///   - isWanted: asked of items that may be among those found; others are left out.
  public func search(
    _ query: String, meaning: [Float], count: Int, weights: SearchWeights = .standard,
    atLeast least: Float = leastSimilarity, where isWanted: (String) -> Bool = { _ in true }
  ) -> [Match] {
    let wishes = SearchWishes(query)
    let words = self.words.shares(of: wishes.words).map { $0 * weights.words }
    let byKind = ItemKind.allCases.map { (wishes.kinds[$0] ?? 0) * weights.kind }
    let kinds = self.kinds.map { byKind[$0] }
    let moods = valences.indices.map { row in
      wishes.nearness(valence: valences[row], liveliness: livelinesses[row]) * weights.mood
    }
    let raises = words.indices.map { words[$0] + kinds[$0] + moods[$0] }
    let nearest = meanings.nearest(to: meaning, count: count, raisedBy: raises) { row, similarity in
      similarity + words[row] >= least && isWanted(ids[row])
    }
    return nearest.map { match in
      Match(
        itemID: ids[match.row],
        shares: SearchShares(
          meaning: match.similarity, words: words[match.row], kind: kinds[match.row], mood: moods[match.row]))
    }
  }
}
