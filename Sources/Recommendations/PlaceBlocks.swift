/// The rows of a catalogue in blocks of neighbours, each with the least and the most of what the fixed part of a score
/// looks at, so that most of a large catalogue is passed over block by block.
///
/// The rows have to be in the order of ``key(kind:place:)``: kinds one after another, and within a kind along a curve
/// that keeps neighbours on the plane together (Morton 1966, *A computer oriented geodetic data base*).
struct PlaceBlocks: Sendable {
  /// Rows of a block, at most.
  static let size = 64

  struct Block: Sendable {
    let rows: Range<Int32>
    /// Of valence, arousal, energy and excess.
    let low, high: SIMD4<Float>
    /// Of those that are taken whole; 0 for a kind that is put down at any page.
    let fewestMinutes: Int32
  }

  /// Of each kind, in the order of its rows.
  let ofKind: [[Block]]

  init(kinds: [UInt8], places: [SIMD4<Float>], minutes: [Int32]) {
    var ofKind = ItemKind.allCases.map { _ in [Block]() }
    let whole = ItemKind.allCases.map(\.isTakenWhole)
    var start = 0
    while start < kinds.count {
      let kind = Int(kinds[start])
      var end = start
      var low = places[start]
      var high = low
      var fewest = Int32.max
      while end < kinds.count && end < start + Self.size && Int(kinds[end]) == kind {
        low = pointwiseMin(low, places[end])
        high = pointwiseMax(high, places[end])
        fewest = min(fewest, minutes[end])
        end += 1
      }
      ofKind[kind].append(
        Block(
          rows: Int32(start)..<Int32(end), low: low, high: high, fewestMinutes: whole[kind] ? fewest : 0))
      start = end
    }
    self.ofKind = ofKind
  }

  /// Where a row stands in the order; neighbours in valence, arousal, energy and excess have near keys.
  static func key(kind: UInt8, place: SIMD4<Float>) -> UInt64 {
    let scaled = (place - SIMD4(-1, -1, 0, -0.5)) / SIMD4(2, 2, 1, 1.5)
    let cells = SIMD4<UInt32>((scaled * 255).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255)))
    var key = UInt64(kind)
    for bit in stride(from: UInt32(7), through: 0, by: -1) {
      // Valence and arousal are told apart more finely than energy, and that more finely than the length.
      for axis in 0..<4 where bit >= UInt32([0, 0, 2, 4][axis]) {
        key = key << 1 | UInt64(cells[axis] >> bit & 1)
      }
    }
    return key
  }
}
