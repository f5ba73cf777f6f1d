/// What items mean, seen from the rows of one catalogue.
struct RowMeanings: Sendable {
  let items: ItemMeanings
  /// Position of each row among the items, −1 for none.
  private let positions: [Int32]

  init(_ items: ItemMeanings, in columns: CatalogueColumns) {
    var positions = Array(repeating: Int32(-1), count: columns.count)
    for (position, id) in items.ids.enumerated() {
      if let row = columns.row(of: id) { positions[row] = Int32(position) }
    }
    (self.items, self.positions) = (items, positions)
  }

  func position(row: Int) -> Int? { positions[row] < 0 ? nil : Int(positions[row]) }

  /// How its text sounds; `nil` if nobody read that.
  func tone(row: Int) -> Tone? { position(row: row).flatMap { items.tone($0) } }
}
