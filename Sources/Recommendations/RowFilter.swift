/// Which rows may be in a list at all.
struct RowFilter {
  /// Of each kind.
  private let wanted: [Bool]
  /// Of each kind whether the minutes count.
  private let whole: [Bool]
  private let minutes: Int32
  private let left: RowSet

  /// - Parameters:
  ///   - kinds: only these, or all for `nil`.
  ///   - minutes: the most an item may take that is taken whole.
  ///   - includingBooks: whether the minutes count for books too, which are put down at any page.
  ///   - left: rows that are left out.
  init(kinds: Set<ItemKind>?, minutes: Int?, includingBooks: Bool = false, left: RowSet) {
    whole = ItemKind.allCases.map { $0.isTakenWhole || includingBooks }
    wanted = ItemKind.allCases.map { kinds?.contains($0) ?? true }
    self.minutes = minutes.map { Int32(clamping: $0) } ?? .max
    self.left = left
  }

  func allows(kind: Int) -> Bool { wanted[kind] }

  func allows(_ block: PlaceBlocks.Block) -> Bool { block.fewestMinutes <= minutes }

  func allows(row: Int, in columns: CatalogueColumns) -> Bool {
    let kind = Int(columns.kind[row])
    return wanted[kind] && (columns.minutes[row] <= minutes || !whole[kind])
      && !left.contains(row)
  }
}

/// Some rows, a bit a row: thousands are asked after for each list, which a `Set` is too slow for.
struct RowSet {
  private var words: [UInt64] = []

  init(_ rows: some Sequence<Int>) {
    for row in rows {
      if row >> 6 >= words.count { words += Array(repeating: 0, count: (row >> 6) + 1 - words.count) }
      words[row >> 6] |= 1 << UInt64(row & 63)
    }
  }

  func contains(_ row: Int) -> Bool {
    row >> 6 < words.count && words[row >> 6] & (1 << UInt64(row & 63)) != 0
  }
}
