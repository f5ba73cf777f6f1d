/// Which rows may be in a list at all.
struct RowFilter {
  /// Of each kind.
  private let wanted: [Bool]
  private let whole = ItemKind.allCases.map(\.isTakenWhole)
  private let minutes: Int32
  private let left: Set<Int>

  /// - Parameters:
  ///   - kinds: only these, or all for `nil`.
  ///   - minutes: the most an item may take that is taken whole.
  ///   - left: rows that are left out.
  init(kinds: Set<ItemKind>?, minutes: Int?, left: Set<Int>) {
    wanted = ItemKind.allCases.map { kinds?.contains($0) ?? true }
    self.minutes = minutes.map { Int32(clamping: $0) } ?? .max
    self.left = left
  }

  func allows(kind: Int) -> Bool { wanted[kind] }

  func allows(_ block: PlaceBlocks.Block) -> Bool { block.fewestMinutes <= minutes }

  func allows(row: Int, in columns: CatalogueColumns) -> Bool {
    let kind = Int(columns.kind[row])
    return wanted[kind] && (columns.minutes[row] <= minutes || !whole[kind])
      && (left.isEmpty || !left.contains(row))
  }
}
