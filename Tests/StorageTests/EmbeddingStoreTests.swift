import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct EmbeddingStoreTests {
  private let temporary: TemporaryStore
  private var embeddings: EmbeddingStore { temporary.store.embeddings }

  init() throws { temporary = try TemporaryStore() }

  private func embedding(_ id: String, hash: String = "a hash", first: Float16 = 0.5) -> ItemEmbedding {
    ItemEmbedding(
      itemID: id, textHash: hash, vector: [first, -0.25, 6e-8, 0, -1], tone: [first, 2, 3, 4, 5, 6, -7])
  }

  @Test func `vectors come back as they were, by their items' ids`() async throws {
    let kept = [
      embedding("b", hash: "two"), embedding("a", hash: "one", first: 0.125), embedding("O'Neil; --"),
    ]
    try await embeddings.keep(kept)
    #expect(try await embeddings.all() == kept.sorted { $0.itemID < $1.itemID })
    #expect(try await embeddings.hashes() == ["a": "one", "b": "two", "O'Neil; --": "a hash"])
  }

  @Test func `a new vector takes the place of the old one`() async throws {
    try await embeddings.keep([embedding("a"), embedding("b")])
    try await embeddings.keep([embedding("a", hash: "new", first: 1)])
    #expect(try await embeddings.all() == [embedding("a", hash: "new", first: 1), embedding("b")])
  }

  @Test func `what is removed is gone, and nothing else`() async throws {
    try await embeddings.keep([embedding("a"), embedding("b")])
    try await embeddings.remove(["a", "never there"])
    #expect(try await embeddings.all() == [embedding("b")])
  }

  @Test func `each change is noticed, and doing nothing is none`() async throws {
    var versions = [try await embeddings.version()]
    try await embeddings.keep([embedding("a")])
    versions.append(try await embeddings.version())
    try await embeddings.keep([embedding("a")])
    versions.append(try await embeddings.version())
    try await embeddings.remove(["a"])
    versions.append(try await embeddings.version())
    #expect(Set(versions).count == 4)
    try await embeddings.keep([])
    try await embeddings.remove([])
    #expect(try await embeddings.version() == versions.last)
  }
}
