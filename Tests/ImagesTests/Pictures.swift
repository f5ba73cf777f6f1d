import Images

/// Colours and places, for short tests.
extension RGBImage {
  /// Red, green and blue at a place.
  func color(_ x: Int, _ y: Int) -> [UInt8] {
    Array(pixels[(3 * (y * width + x))..<(3 * (y * width + x) + 3)])
  }

  /// A picture from a formula.
  static func drawn(_ width: Int, _ height: Int, _ color: (_ x: Int, _ y: Int) -> [UInt8]) -> RGBImage {
    RGBImage(
      width: width, height: height,
      pixels: (0..<height).flatMap { y in (0..<width).flatMap { x in color(x, y) } })
  }
}

/// Whether each channel is within `tolerance` of the other's.
func near(_ a: [UInt8], _ b: [UInt8], within tolerance: Int) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
}

/// The error that `body` throws, `nil` if none.
func failure(_ body: () throws(ImageError) -> some Any) -> ImageError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
