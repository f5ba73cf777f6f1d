/// The rows that may come into a list: of each kind the best by a first score.
///
/// Of each kind as many are kept as a list can use, so that variety finds what it needs. Costs two passes over the
/// rows, without sorting them.
struct Shortlist {
  /// In ascending order.
  let rows: [Int]

  /// Rows kept of each kind, at least.
  static let least = 400
  private static let bins = 2048
  /// No score lies outside.
  private static let range: ClosedRange<Float> = -4...4

  /// - Parameters:
  ///   - allowed: whether a row may be in the list.
  ///   - score: a higher one is better.
  init(
    _ columns: CatalogueColumns, limit: Int, always: some Collection<Int>, allowed: (Int) -> Bool,
    score: (Int) -> Float
  ) {
    let wanted = max(Self.least, 4 * limit)
    let kinds = ItemKind.allCases.count
    var bins = Array(repeating: UInt16.max, count: columns.count)
    var counts = Array(repeating: 0, count: kinds * Self.bins)
    for row in 0..<columns.count where allowed(row) {
      let bin = Self.bin(score(row))
      bins[row] = UInt16(bin)
      counts[Int(columns.kind[row]) * Self.bins + bin] += 1
    }
    let lowest = (0..<kinds).map { kind in
      var bin = Self.bins - 1
      var above = counts[kind * Self.bins + bin]
      while above < wanted && bin > 0 {
        bin -= 1
        above += counts[kind * Self.bins + bin]
      }
      return UInt16(bin)
    }
    var rows = Set(always.filter(allowed))
    for row in bins.indices where bins[row] != .max && bins[row] >= lowest[Int(columns.kind[row])] {
      rows.insert(row)
    }
    self.rows = rows.sorted()
  }

  private static func bin(_ score: Float) -> Int {
    let share = (score - range.lowerBound) / (range.upperBound - range.lowerBound)
    return min(bins - 1, max(0, Int(share * Float(bins))))
  }
}
