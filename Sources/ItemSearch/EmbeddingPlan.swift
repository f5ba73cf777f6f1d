import Language
import Recommendations
import Storage
import Tensors

/// Which items of a catalogue want a vector and a tone: those that are new or whose text changed since they had one.
///
/// ```swift
/// let plan = try await EmbeddingPlan(for: items, in: store.embeddings)
/// try await plan.run(with: encoder, keeping: store.embeddings)
/// ```
public struct EmbeddingPlan: Sendable {
  /// A text that is to become a vector.
  private struct Entry: Sendable {
    let id: String
    let text: String
    let hash: String
  }

  private let missing: [Entry]
  private let gone: [String]
  /// Items whose vectors are as they should be.
  public let unchanged: Int

  /// Texts between two steps of the progress, which are kept together: what is interrupted loses no more.
  private static let batch = 64

  public init(for items: [Item], in store: EmbeddingStore) async throws(StorageError) {
    var known = try await store.hashes()
    var (missing, unchanged): ([Entry], Int) = ([], 0)
    for item in items {
      let text = item.text
      let hash = Self.hash(of: text)
      if known.removeValue(forKey: item.id) == hash {
        unchanged += 1
      } else {
        missing.append(Entry(id: item.id, text: text, hash: hash))
      }
    }
    (self.missing, self.unchanged) = (missing, unchanged)
    let kept = Set(missing.map(\.id))
    gone = known.keys.filter { !kept.contains($0) }.sorted()
  }

  /// Items that want a vector.
  public var count: Int { missing.count }

  /// Vectors of items that are not in the catalogue any more.
  public var removed: Int { gone.count }

  /// Makes the vectors and keeps them, batch by batch, and forgets those of items that are gone.
  ///
  /// Ends early, with a `CancellationError`, when its task is cancelled; what is done by then is kept.
  ///
  /// - Parameters:
  ///   - encoder: only asked for if there is a vector to make. How the texts sound is read by a classifier made of it.
  ///   - threads: texts at once, each on one thread.
  ///   - progress: told how many of ``count`` are done.
  public func run(
    with encoder: @Sendable () async throws -> TextEncoder, keeping store: EmbeddingStore, threads: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) async throws {
    try await store.remove(gone)
    guard !missing.isEmpty else { return }
    let encoder = try await encoder()
    let words = try await WordsClassifier.shipped(with: encoder)
    for start in stride(from: 0, to: missing.count, by: Self.batch) {
      try Task.checkCancellation()
      let entries = missing[start..<min(start + Self.batch, missing.count)]
      let texts = entries.map(\.text)
      let vectors = try await encoder.vectors(of: texts, threads: threads)
      let tones = try await words.tones(of: texts, threads: threads)
      try await store.keep(
        entries.indices.map { k in
          let (entry, place) = (entries[k], k - entries.startIndex)
          return ItemEmbedding(
            itemID: entry.id, textHash: entry.hash, vector: vectors[place].map { Float16($0) },
            tone: tones[place].map { Float16($0) })
        })
      progress(start + entries.count)
    }
  }

  /// Names the text and the encoder that reads it.
  private static func hash(of text: String) -> String {
    SHA256.hexadecimal(of: Array("\(TextEncoder.identity)\n\(text)".utf8))
  }
}
