import Dispatch
import Recommendations
import Storage

extension ItemMeanings {
  /// What is kept of the items' texts, made ready on a thread of its own; `nil` if nothing is kept. Of 100,000 items that
  /// takes seconds.
  public static func kept(in store: EmbeddingStore) async throws(StorageError) -> ItemMeanings? {
    let all = try await store.all()
    guard !all.isEmpty else { return nil }
    return await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        let entries = all.lazy.map { embedding in
          Entry(itemID: embedding.itemID, vector: embedding.vector, tone: embedding.tone.map(Float.init))
        }
        continuation.resume(returning: ItemMeanings(entries))
      }
    }
  }
}
