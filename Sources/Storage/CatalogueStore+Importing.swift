import Foundation
import Recommendations

extension CatalogueStore {
  /// Runs an import: all that the closure hands to the writer is kept, or none of it if it throws.
  ///
  /// What is handed on waits in tables of this connection alone until the closure is through, and goes over into the
  /// others in one transaction. So a long import, even one that waits for its input, keeps nobody from reading, and
  /// from writing only for that transaction.
  ///
  /// - Parameters:
  ///   - account: who gets the interactions; without one they are left out.
  ///   - time: when it happens. Items that change anything are noted as later than all before, even if the clock was
  ///     set back. An interaction of this time, which had none of its own, does not move one that is there.
  ///   - body: hands items and interactions on; it may take as long as it likes.
  /// - Returns: what the closure returned, and what changed.
  /// - Throws: ``StorageError`` for the database, or what the closure throws.
  @discardableResult public func importing<Result: Sendable>(
    for account: Account? = nil, at time: Date, _ body: @escaping @Sendable (ImportWriter) throws -> Result
  ) async throws -> (result: Result, changes: ImportChanges) {
    try await database.collect { database in
      try ImportStage.make(in: database)
      return try body(ImportWriter(database, takesInteractions: account != nil))
    } thenWrite: { database in
      var changes = ImportChanges()
      try ImportStage.keepItems(in: database, at: time, noting: &changes)
      if let account {
        try ImportStage.keepInteractions(of: account, in: database, at: time, noting: &changes)
      }
      return changes
    } finally: { database in
      ImportStage.drop(in: database)
    }
  }
}

/// What an import changed.
public struct ImportChanges: Hashable, Sendable {
  /// Items with ids that were not there.
  public internal(set) var added = 0
  /// Items that took the place of one with the same id.
  public internal(set) var updated = 0
  /// Items that were there just so.
  public internal(set) var unchanged = 0
  /// Interactions that are new, or later than the same before.
  public internal(set) var interactions = 0
  /// Interactions older than the ``InteractionStore/mostPerAccount`` that are kept of an account.
  public internal(set) var tooOld = 0
}

/// Takes what an import finds, batch by batch.
public struct ImportWriter {
  private let database: Database
  private let takesInteractions: Bool
  private let encoder = JSONEncoder()

  init(_ database: Database, takesInteractions: Bool) {
    self.database = database
    self.takesInteractions = takesInteractions
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Takes items; no id may come twice in an import.
  public func add(_ items: [Item]) throws {
    let rows = try items.map { item in
      let json = String(decoding: try encoder.encode(item), as: UTF8.self)
      return [item.id, item.kind.rawValue, item.title, json].map(DatabaseValue.text)
    }
    try database.append(to: "import_items", rows)
  }

  /// Takes interactions, unless the import is for no account.
  public func add(_ interactions: [Interaction]) throws {
    guard takesInteractions else { return }
    let rows = interactions.map { interaction -> [DatabaseValue] in
      [.text(interaction.itemID), .text(interaction.kind.rawValue), .whole(interaction.at.milliseconds)]
    }
    try database.append(to: "import_interactions", rows)
  }
}
