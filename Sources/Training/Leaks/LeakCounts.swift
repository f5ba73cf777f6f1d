/// One of the splits that were compared.
public struct LeakSplit: Codable, Hashable, Sendable {
  /// As its set names it; with the set's name and `#` before it when several sets are compared.
  public let name: String
  /// Number of its rows.
  public let rows: Int
}

/// How much two splits, or one split with itself, have in common.
public struct LeakCounts: Codable, Hashable, Sendable {
  public let splitA: String
  /// The same as ``splitA`` when pairs within one split are counted.
  public let splitB: String
  /// Pairs whose every pixel is the same.
  public let identical: Int
  /// The other pairs that show the same photograph.
  public let near: Int
  /// Pairs, of both kinds, that have two labels and not the same.
  public let conflicting: Int
  public let rowsA: LeakedRows
  public let rowsB: LeakedRows

  public var isWithin: Bool { splitA == splitB }
}

/// How many rows of one split have a partner in the other.
public struct LeakedRows: Codable, Hashable, Sendable {
  /// Rows with an identical partner.
  public let identical: Int
  /// Rows with a partner of either kind.
  public let samePhotograph: Int
  /// `samePhotograph` as a share of the split's rows, 0…1.
  public let share: Double
}

/// The figures of a ``LeakReport``, for programs.
public struct LeakSummary: Codable, Hashable, Sendable {
  /// The correlation from which two pictures count as the same photograph.
  public let threshold: Float
  public let splits: [LeakSplit]
  /// Across each two splits first, then within each split.
  public let pairs: [LeakCounts]
}

/// The rows of one split that another one shows too.
struct LeakOverlap {
  let split: LeakSplit
  let other: String
  let leaked: LeakedRows
}

extension LeakSummary {
  /// Each two splits both ways: the later one, as a rule the test split, in the earlier one first.
  var overlaps: [LeakOverlap] {
    let sizes = Dictionary(splits.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return pairs.filter { !$0.isWithin }.flatMap { counts in
      let sides = [
        (counts.splitB, counts.splitA, counts.rowsB), (counts.splitA, counts.splitB, counts.rowsA),
      ]
      return sides.compactMap { name, other, leaked in
        sizes[name].map { LeakOverlap(split: $0, other: other, leaked: leaked) }
      }
    }
  }
}
