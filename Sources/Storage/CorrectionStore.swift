import Emotions
import Foundation

/// Where each account says that items stand on the plane. Every question names the account.
public struct CorrectionStore: Sendable {
  /// Corrections an account may have.
  public static let mostPerAccount = 10_000

  let database: StoreDatabase

  /// The account's places by the ids of their items.
  public func all(of account: Account) async throws(StorageError) -> [String: Affect] {
    try await database.read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT item_id, valence, arousal FROM place_corrections WHERE account_id = ?",
        arguments: [account.id])
      return Dictionary(
        uniqueKeysWithValues: rows.map {
          ($0["item_id"] as String, Affect(valence: $0["valence"], arousal: $0["arousal"]))
        })
    }
  }

  /// Keeps a place instead of the account's one before.
  ///
  /// - Throws: ``StorageError/tooManyCorrections(most:)``.
  public func set(
    _ place: Affect, of itemID: String, for account: Account, at time: Date
  ) async throws(StorageError) {
    try await database.write { database in
      let others = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM place_corrections WHERE account_id = ? AND item_id <> ?",
        arguments: [account.id, itemID])
      guard others ?? 0 < Self.mostPerAccount else {
        throw StorageError.tooManyCorrections(most: Self.mostPerAccount)
      }
      try database.execute(
        sql: """
          INSERT INTO place_corrections (account_id, item_id, valence, arousal, made_at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (account_id, item_id) DO UPDATE SET valence = excluded.valence,
            arousal = excluded.arousal, made_at = excluded.made_at
          """, arguments: [account.id, itemID, place.valence, place.arousal, time.milliseconds])
    }
  }

  /// Takes a correction back; one that is not there stays so.
  public func remove(_ itemID: String, for account: Account) async throws(StorageError) {
    try await database.write { database in
      try database.execute(
        sql: "DELETE FROM place_corrections WHERE account_id = ? AND item_id = ?",
        arguments: [account.id, itemID])
    }
  }
}
