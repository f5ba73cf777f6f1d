import Foundation

/// What people write of an item, in three numbers.
public struct ReviewSummary: Codable, Hashable, Sendable {
  /// Reviews that count.
  public let count: Int
  /// How warmly people write, −1…1: the mean, drawn towards 0 as if ``prior`` more reviews said nothing.
  public let warmth: Double
  /// Its standard deviation, given what was read: so far it can easily be off.
  public let uncertainty: Double

  /// So many reviews that say nothing stand beside those there are, so that a handful moves little. Our judgement.
  public static let prior = 10.0
  /// How far single reviews lie apart before any is known, as a standard deviation.
  public static let spread = 0.5

  /// Whether people write warmly, or coolly, beyond what is uncertain.
  public var isTelling: Bool { abs(warmth) > uncertainty }

  /// - Parameter sentiments: of each review that counts, −1…1.
  public init(of sentiments: [Double]) {
    let number = Double(sentiments.count)
    let mean = sentiments.reduce(0, +) / max(1, number)
    let squares = sentiments.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = (Self.prior * Self.spread * Self.spread + squares) / (Self.prior + number)
    count = sentiments.count
    warmth = number * mean / (Self.prior + number)
    uncertainty = (variance / (Self.prior + number)).squareRoot()
  }
}

/// A review as it counts.
public struct ScoredReview: Hashable, Sendable {
  /// The item's `id`.
  public let itemID: String
  /// Whose it is: two of one writer have the same key.
  public let writer: String
  /// What two texts share that say the same: see ``ReviewText/normalized``.
  public let textKey: String
  /// From −1 (cold) to 1 (warm).
  public let sentiment: Double

  /// A review that was read.
  public init(itemID: String, writer: String, textKey: String, sentiment: Double) {
    self.itemID = itemID
    self.writer = writer
    self.textKey = textKey
    self.sentiment = sentiment
  }
}

extension ReviewSummary {
  /// The summary of each item.
  ///
  /// Of an item a writer counts once and a text once, whoever sends it; and a writer's text counts for one item alone. Of
  /// several the first counts, so the oldest are to come first.
  public static func ofItems(_ reviews: some Sequence<ScoredReview>) -> [String: ReviewSummary] {
    var (writers, texts, sent) = (Set<Pair>(), Set<Pair>(), Set<Pair>())
    var sentiments: [String: [Double]] = [:]
    for review in reviews {
      // Also what does not count is remembered: a text that many send to many items counts for the first alone.
      let isNew = [
        writers.insert(Pair(first: review.itemID, second: review.writer)).inserted,
        texts.insert(Pair(first: review.itemID, second: review.textKey)).inserted,
        sent.insert(Pair(first: review.writer, second: review.textKey)).inserted,
      ]
      guard isNew.allSatisfy(\.self) else { continue }
      sentiments[review.itemID, default: []].append(min(1, max(-1, review.sentiment)))
    }
    return sentiments.mapValues { ReviewSummary(of: $0) }
  }
}

/// What is written of items, seen from the rows of one catalogue.
struct RowReviews: Sendable {
  private let summaries: [Int: ReviewSummary]

  init(_ reviews: [String: ReviewSummary], in columns: CatalogueColumns) {
    var summaries: [Int: ReviewSummary] = [:]
    for (id, summary) in reviews {
      if let row = columns.row(of: id) { summaries[row] = summary }
    }
    self.summaries = summaries
  }

  subscript(row: Int) -> ReviewSummary? { summaries[row] }
}

private struct Pair: Hashable {
  let first, second: String
}
