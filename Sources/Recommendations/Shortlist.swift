/// The rows that may come into a list: of each kind the best by a rough score.
///
/// Of each kind as many are kept as a list can use, so that variety finds what it needs. The blocks of a large catalogue
/// are visited from the one with the highest bound on, and no further than a part of them: what lies beyond is farther
/// from mood and hour than what a list is made of, whatever its taste.
struct Shortlist {
  /// In ascending order.
  let rows: [Int]

  /// Rows kept of each kind, at least.
  static let least = 120
  /// Rows that get a rough score, shared by the kinds that are wanted: at least so many, and this share of all.
  private static let visited = 4_000
  private static let visitedShare = 1.0 / 40
  private static let bins = 1024
  /// No score lies outside.
  private static let range: ClosedRange<Float> = -4...4

  init(_ scorer: Scorer, limit: Int, filter: RowFilter) {
    let columns = scorer.columns
    let wanted = max(Self.least, 4 * limit)
    let kinds = ItemKind.allCases.map(\.index).filter { filter.allows(kind: $0) }
    let visited = max(Self.visited, Int(Self.visitedShare * Double(columns.count)))
    let visits = max(visited / max(1, kinds.count), 2 * wanted)
    let rough = RoughScore(scorer)
    // Rows that were moved do not stand where their blocks say: they always come along.
    var rows = (scorer.taste.suggested(Self.least) + columns.moved.keys).filter { row in
      filter.allows(row: row, in: columns)
    }
    var bins: [(row: Int32, bin: Int32)] = []
    for kind in kinds {
      bins.removeAll(keepingCapacity: true)
      bins.reserveCapacity(min(visits + PlaceBlocks.size, columns.count))
      var counts = Array(repeating: 0, count: Self.bins)
      let blocks = columns.blocks.ofKind[kind]
      for number in Self.order(blocks, rough, rows: visits, from: scorer.rotation) {
        let block = blocks[Int(number)]
        guard filter.allows(block) else { continue }
        for row in block.rows where filter.allows(row: Int(row), in: columns) {
          let bin = Self.bin(rough.score(row: Int(row)))
          bins.append((row, Int32(bin)))
          counts[bin] += 1
        }
        if bins.count >= visits { break }
      }
      let lowest = Self.lowest(counts, keeping: wanted)
      for (row, bin) in bins where bin >= lowest { rows.append(Int(row)) }
    }
    rows.sort()
    var last = -1
    self.rows = rows.filter { row in
      defer { last = row }
      return row != last
    }
  }

  /// The numbers of the blocks, those with the highest bounds first; of equal ones another is first each day.
  private static func order(
    _ blocks: [PlaceBlocks.Block], _ rough: RoughScore, rows: Int, from rotation: UInt64?
  ) -> [Int32] {
    guard blocks.count * PlaceBlocks.size > rows else { return Array(0..<Int32(blocks.count)) }
    var starts = Array(repeating: Int32(0), count: bins + 1)
    let binned = blocks.map { block in
      let bin = bins - 1 - Self.bin(rough.bound(block))
      starts[bin + 1] += 1
      return Int32(bin)
    }
    for bin in 1...bins { starts[bin] += starts[bin - 1] }
    var order = Array(repeating: Int32(0), count: blocks.count)
    let first = Int((rotation ?? 0) % UInt64(blocks.count))
    for k in blocks.indices {
      let number = k + first < blocks.count ? k + first : k + first - blocks.count
      let bin = Int(binned[number])
      order[Int(starts[bin])] = Int32(number)
      starts[bin] += 1
    }
    return order
  }

  /// The lowest bin such that enough lie in it and above.
  private static func lowest(_ counts: [Int], keeping wanted: Int) -> Int32 {
    var above = 0
    for bin in counts.indices.reversed() {
      above += counts[bin]
      if above >= wanted { return Int32(bin) }
    }
    return 0
  }

  private static func bin(_ score: Float) -> Int {
    let share = (score - range.lowerBound) / (range.upperBound - range.lowerBound)
    return min(bins - 1, max(0, Int(share * Float(bins))))
  }
}
