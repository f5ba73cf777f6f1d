/// Finds the row of an id: a hash table of row numbers with open addressing, 8 bytes a row or a little more.
struct RowTable: Sendable {
  private var slots: [Int32]
  private let mask: Int

  /// - Parameter most: rows there will be.
  init(for most: Int) {
    var size = 16
    while size < 2 * most { size *= 2 }
    slots = Array(repeating: -1, count: size)
    mask = size - 1
  }

  /// The row of an id with this hash, found by comparing with those that share it.
  func row(hash: UInt64, isMatch: (Int) -> Bool) -> Int? {
    var slot = home(hash)
    while slots[slot] >= 0 {
      if isMatch(Int(slots[slot])) { return Int(slots[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a row whose id is not there yet.
  mutating func add(_ row: Int, hash: UInt64) {
    var slot = home(hash)
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(row)
  }

  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & mask }
}
