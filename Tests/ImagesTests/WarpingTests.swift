import Images
import Testing

@Suite struct WarpingTests {
  static let picture = RGBImage.drawn(8, 6) { x, y in [UInt8](gray: UInt8(20 * x + 3 * y)) }

  @Test func `the identity changes nothing`() {
    let same = Self.picture.warpedGray(
      width: 8, height: 6, through: AffineMap(a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0))
    #expect(same == Self.picture.gray())
  }

  @Test func `a shift of half a pixel averages neighbours`() {
    let shifted = Self.picture.warpedGray(
      width: 7, height: 6, through: AffineMap(a: 1, b: 0, c: 0, d: 1, tx: 0.5, ty: 0))
    #expect(shifted[0, 0] == 10)
    #expect(shifted[3, 2] == 76)
  }

  @Test func `a quarter turn moves every pixel to its place`() {
    // Result (x, y) shows source (y, 6 − x): the left column of the result is the bottom row of the source.
    let turned = Self.picture.warpedGray(
      width: 6, height: 8, through: AffineMap(a: 0, b: 1, c: -1, d: 0, tx: 0, ty: 6))
    let gray = Self.picture.gray()
    for y in 0..<8 { for x in 0..<6 { #expect(turned[x, y] == gray[y, 5 - x]) } }
  }

  @Test func `beyond the edge the border is repeated or one grey`() {
    let far = AffineMap(a: 1, b: 0, c: 0, d: 1, tx: -3, ty: -3)
    let repeated = Self.picture.warpedGray(width: 4, height: 4, through: far)
    #expect(repeated[0, 0] == 0 && repeated[3, 3] == 0)
    let gray = Self.picture.warpedGray(width: 4, height: 4, through: far, border: .constant(9))
    #expect(gray[0, 0] == 9 && gray[2, 3] == 9 && gray[3, 3] == 0)
  }

  @Test func `shrinking strongly takes the mean and misses no pixel`() {
    // A chessboard of single pixels is an even grey from afar; plain bilinear would show stripes.
    let board = RGBImage.drawn(160, 160) { x, y in [UInt8](gray: (x + y) % 2 == 0 ? 255 : 0) }
    for scale in [4.0, 5.5, 7.9] {
      let small = board.warpedGray(
        width: 20, height: 20, through: AffineMap(a: scale, b: 0, c: 0, d: scale, tx: 0, ty: 0))
      #expect(small.pixels.allSatisfy { (112...143).contains($0) }, "scale \(scale): \(small.pixels)")
    }
  }

  @Test func `a shrinking warp agrees with resizing`() {
    let image = RGBImage.drawn(96, 96) { x, y in [UInt8(2 * x), UInt8(y), UInt8((x + y) / 2)] }
    let warped = image.warpedGray(
      width: 24, height: 24, through: AffineMap(a: 4, b: 0, c: 0, d: 4, tx: 0, ty: 0))
    #expect(near(warped.pixels, image.resized(width: 24, height: 24).gray().pixels, within: 2))
  }

  @Test func `a map to nowhere is no crash`() {
    for value in [Double.infinity, -.infinity, .nan, 1e300, -1e300] {
      let warped = Self.picture.warpedGray(
        width: 3, height: 3, through: AffineMap(a: 1, b: 0, c: 0, d: 1, tx: value, ty: value))
      #expect(warped.pixels.count == 9)
      let scaled = Self.picture.warpedGray(
        width: 3, height: 3, through: AffineMap(a: value, b: 0, c: 0, d: value, tx: 0, ty: 0))
      #expect(scaled.pixels.count == 9)
    }
  }
}

extension [UInt8] {
  /// A grey of three equal channels.
  init(gray value: UInt8) { self = [value, value, value] }
}
