/// Numbers at a few of very many places, the rest 0: a hash table with open addressing.
///
/// A viewer's taste knows some hundred creators and words of a million; to look one up costs a few nanoseconds, and
/// nothing is cleared or kept for the others.
struct SparseNumbers: Sendable {
  private var keys: [UInt32]
  private(set) var values: [Float]
  private var mask: Int
  private(set) var count = 0

  /// No key of ours is as large.
  private static let none = UInt32.max

  init(expecting expected: Int = 0) {
    var size = 16
    while size < 2 * expected { size *= 2 }
    keys = Array(repeating: Self.none, count: size)
    values = Array(repeating: 0, count: size)
    mask = size - 1
  }

  /// The number at a key, 0 if none was added.
  subscript(key: UInt32) -> Float {
    var slot = home(key)
    while keys[slot] != key {
      if keys[slot] == Self.none { return 0 }
      slot = (slot + 1) & mask
    }
    return values[slot]
  }

  /// Adds to the number at a key below 2³² − 1.
  mutating func add(_ value: Float, at key: UInt32) {
    var slot = home(key)
    while keys[slot] != key {
      if keys[slot] == Self.none {
        if 2 * (count + 1) > keys.count {
          grow()
          return add(value, at: key)
        }
        keys[slot] = key
        count += 1
        break
      }
      slot = (slot + 1) & mask
    }
    values[slot] += value
  }

  /// Replaces every number; places without one stay without.
  mutating func change(_ body: (Float) -> Float) {
    for slot in keys.indices where keys[slot] != Self.none { values[slot] = body(values[slot]) }
  }

  private mutating func grow() {
    var larger = SparseNumbers(expecting: keys.count)
    for slot in keys.indices where keys[slot] != Self.none { larger.add(values[slot], at: keys[slot]) }
    self = larger
  }

  private func home(_ key: UInt32) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B1) >> 7) & mask }
}
