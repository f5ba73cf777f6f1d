import Foundation

/// The published table beside ours under both protocols: what `mien reproduce` writes.
public struct ReproductionReport: Codable, Hashable, Sendable {
  public let published: PublishedResult
  /// Balanced, then split at random: the published protocol.
  public let balanceThenSplit: ReproductionOutcome
  /// Split by photograph, then balanced: the honest one.
  public let splitThenBalance: ReproductionOutcome
  public let recipe: Recipe
  /// SHA-256 of the faces and labels.
  public let data: String
  /// The call that makes the report again.
  public let command: String

  enum CodingKeys: String, CodingKey {
    case published, recipe, command
    case balanceThenSplit = "balance_then_split"
    case splitThenBalance = "split_then_balance"
    case data = "data_sha256"
  }

  public init(
    balanceThenSplit: ReproductionOutcome, splitThenBalance: ReproductionOutcome, recipe: Recipe,
    data: String, command: String
  ) {
    published = .table
    self.balanceThenSplit = balanceThenSplit
    self.splitThenBalance = splitThenBalance
    self.recipe = recipe
    self.data = data
    self.command = command
  }

  /// The report as JSON with sorted keys and a line end.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
