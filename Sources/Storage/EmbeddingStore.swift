import Foundation

/// What an item's text means, as a vector.
public struct ItemEmbedding: Hashable, Sendable {
  public let itemID: String
  /// Names the encoder and the text; another hash is another vector.
  public let textHash: String
  /// Of length 1.
  public let vector: [Float16]
  /// How strongly the text sounds like each emotion, in the order of `Emotion`, on the scale of whoever read it.
  public let tone: [Float16]

  public init(itemID: String, textHash: String, vector: [Float16], tone: [Float16] = []) {
    self.itemID = itemID
    self.textHash = textHash
    self.vector = vector
    self.tone = tone
  }
}

/// What the items' texts mean, for searching. All of it can be computed again, and belongs to nobody.
public struct EmbeddingStore: Sendable {
  let database: StoreDatabase

  /// Of each item that has a vector and a tone the hash of its text.
  public func hashes() async throws(StorageError) -> [String: String] {
    try await database.read { database in
      let rows = try Row.fetchAll(
        database,
        // One without a tone is made anew, or forgotten with its item.
        sql: """
          SELECT item_id, CASE WHEN tone IS NULL THEN '' ELSE text_hash END AS text_hash FROM item_embeddings
          """)
      return Dictionary(
        uniqueKeysWithValues: rows.map { ($0["item_id"] as String, $0["text_hash"] as String) })
    }
  }

  /// All vectors, in the order of their items' ids.
  public func all() async throws(StorageError) -> [ItemEmbedding] {
    try await database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT item_id, text_hash, vector, tone FROM item_embeddings ORDER BY item_id"
      ).map { row in
        ItemEmbedding(
          itemID: row["item_id"], textHash: row["text_hash"], vector: Self.vector(row["vector"] as Data),
          tone: (row["tone"] as Data?).map(Self.vector) ?? [])
      }
    }
  }

  /// Keeps vectors, all or none, each in the place of the one its item had.
  public func keep(_ embeddings: [ItemEmbedding]) async throws(StorageError) {
    guard !embeddings.isEmpty else { return }
    try await database.write { database in
      for embedding in embeddings {
        try database.execute(
          sql: """
            INSERT INTO item_embeddings (item_id, text_hash, vector, tone) VALUES (?, ?, ?, ?)
            ON CONFLICT (item_id) DO UPDATE SET text_hash = excluded.text_hash, vector = excluded.vector,
              tone = excluded.tone
            """,
          arguments: [
            embedding.itemID, embedding.textHash, Self.data(embedding.vector), Self.data(embedding.tone),
          ])
      }
      try Self.noteChange(in: database)
    }
  }

  /// Forgets the vectors of items that are gone; of those that have none it makes nothing.
  public func remove(_ itemIDs: [String]) async throws(StorageError) {
    guard !itemIDs.isEmpty else { return }
    try await database.write { database in
      for id in itemIDs {
        try database.execute(sql: "DELETE FROM item_embeddings WHERE item_id = ?", arguments: [id])
      }
      try Self.noteChange(in: database)
    }
  }

  /// Changes whenever vectors are kept or forgotten, also by another process.
  public func version() async throws(StorageError) -> String {
    try await database.read { database in
      String(try Int64.fetchOne(database, sql: "SELECT number FROM embedding_changes") ?? 0)
    }
  }

  private static func noteChange(in database: Database) throws {
    try database.execute(sql: "UPDATE embedding_changes SET number = number + 1")
  }

  /// Two bytes a value, the lower first.
  private static func data(_ vector: [Float16]) -> Data {
    vector.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
  }

  private static func vector(_ data: Data) -> [Float16] {
    data.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { index in
        let bits = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
        return Float16(bitPattern: UInt16(littleEndian: bits))
      }
    }
  }
}
