import Images
import Testing

@Suite struct CubicWarpingTests {
  private let row = GrayImage(width: 5, height: 1, pixels: [0, 100, 200, 40, 80])

  private func map(a: Double = 1, d: Double = 1, tx: Double = 0) -> AffineMap {
    AffineMap(a: a, b: 0, c: 0, d: d, tx: tx, ty: 0)
  }

  @Test func `the map that changes nothing changes nothing`() {
    #expect(row.warpedCubic(width: 5, height: 1, through: map()) == row)
  }

  /// Half way between two pixels the weights are −1/16, 9/16, 9/16, −1/16.
  @Test func `half a pixel further is Catmull and Rom's mean of four`() {
    let moved = row.warpedCubic(width: 5, height: 1, through: map(tx: 0.5))
    // Of 0, 100, 200, 40 and 80, the ends repeated: (9·(b + c) − (a + d)) / 16.
    #expect(moved.pixels == [44, 166, 124, 50, 83])
  }

  @Test func `beyond the edge it is repeated, however far and wild`() {
    #expect(row.warpedCubic(width: 3, height: 2, through: map(tx: 1e300)).pixels.allSatisfy { $0 == 80 })
    #expect(row.warpedCubic(width: 3, height: 2, through: map(tx: -40)).pixels.allSatisfy { $0 == 0 })
    #expect(row.warpedCubic(width: 2, height: 2, through: map(a: .nan)).pixels.count == 4)
  }

  @Test func `a cubic's overshoot is cut at black and white`() {
    let edge = GrayImage(width: 4, height: 1, pixels: [0, 0, 255, 255])
    let moved = edge.warpedCubic(width: 4, height: 1, through: map(tx: 0.4))
    #expect(moved.pixels.first == 0 && moved.pixels.last == 255)
  }
}
