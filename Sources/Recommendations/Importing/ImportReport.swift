/// What an import did.
public struct ImportReport: Hashable, Sendable {
  /// What the file was read as.
  public internal(set) var format: ImportFormat
  /// Items handed on.
  public internal(set) var items = 0
  /// Those of them whose place on the plane is an estimate.
  public internal(set) var estimated = 0
  /// Interactions handed on.
  public internal(set) var interactions = 0
  /// Entries for an item that came before, where that is nothing unusual, as in a playlist.
  public internal(set) var repeated = 0
  /// Rows or entries left out.
  public internal(set) var skipped = 0
  /// The first of them, at most ``mostRows``.
  public internal(set) var skippedRows: [SkippedRow] = []
  /// What else there is to know, a sentence each.
  public internal(set) var notes: [String] = []

  /// So many skipped rows are kept.
  public static let mostRows = 100
}

/// A row or entry that was left out, and why.
public struct SkippedRow: Hashable, Sendable, CustomStringConvertible {
  /// Where it stands.
  public let place: ImportPlace
  /// Why, in words.
  public let reason: String

  /// "films.csv, line 7: minutes must be a number from 0 to 100000"
  public var description: String { "\(place): \(reason)" }

  package init(place: ImportPlace, reason: String) {
    self.place = place
    self.reason = reason
  }
}

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
  /// Bytes of the file read so far.
  public let bytes: Int
  /// Bytes of the file, if that is known.
  public let total: Int?
  /// Handed on so far.
  public let items, interactions: Int
  /// Left out so far.
  public let skipped: Int
}

/// Some of what an import found.
public struct ImportBatch: Sendable {
  /// No id comes twice in an import.
  public let items: [Item]
  /// Of an item at most one of each kind, the newest.
  public let interactions: [Interaction]
}
