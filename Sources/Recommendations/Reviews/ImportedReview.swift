import Foundation

/// A review out of a file.
public struct ImportedReview: Hashable, Sendable {
  /// The item's `id`.
  public let itemID: String
  public let text: ReviewText
  /// Who wrote it, as the file has it; `nil` if it does not say.
  public let writer: String?
  public let at: Date

  /// A review out of a file.
  public init(itemID: String, text: ReviewText, writer: String?, at: Date) {
    self.itemID = itemID
    self.text = text
    self.writer = writer
    self.at = at
  }
}

/// What an import of reviews did.
public struct ReviewImportReport: Hashable, Sendable {
  /// Reviews handed on.
  public internal(set) var reviews = 0
  /// Rows left out.
  public internal(set) var skipped = 0
  /// The first of them, at most ``ImportReport/mostRows``.
  public internal(set) var skippedRows: [SkippedRow] = []
}
