extension GrayImage {
  /// The picture drawn through `map` into `width`×`height` pixels by Catmull and Rom's cubic, which keeps edges that a
  /// bilinear sampling would blur. For maps that neither enlarge nor shrink much; beyond the edge it is repeated.
  public func warpedCubic(width newWidth: Int, height newHeight: Int, through map: AffineMap) -> GrayImage {
    let warped = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let place = map(Double(x) + 0.5, Double(y) + 0.5)
            let value = cubic(source, place.x - 0.5, place.y - 0.5)
            target[y * newWidth + x] = UInt8(min(255, max(0, value + 0.5)))
          }
        }
      }
      count = newWidth * newHeight
    }
    return GrayImage(width: newWidth, height: newHeight, pixels: warped)
  }

  /// The brightness at a place where pixel (0, 0) has its centre at (0, 0).
  private func cubic(_ source: UnsafeBufferPointer<UInt8>, _ x: Double, _ y: Double) -> Float {
    // Far outside, all is border; the clamp also keeps any coordinate, however wild, within Int.
    let x = min(max(x.isFinite ? x : -2, -2), Double(width) + 1)
    let y = min(max(y.isFinite ? y : -2, -2), Double(height) + 1)
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    let across = Self.weights(Float(x - x.rounded(.down)))
    let down = Self.weights(Float(y - y.rounded(.down)))
    var sum: Float = 0
    for (dy, weight) in down.enumerated() {
      let line = min(max(row - 1 + dy, 0), height - 1) * width
      var part: Float = 0
      for (dx, share) in across.enumerated() {
        part += share * Float(source[line + min(max(column - 1 + dx, 0), width - 1)])
      }
      sum += weight * part
    }
    return sum
  }

  /// Weights of the four neighbours at −1, 0, 1 and 2 of a place between 0 and 1 (Keys 1981, a = −1/2).
  private static func weights(_ t: Float) -> [Float] {
    let (t2, t3) = (t * t, t * t * t)
    return [
      -0.5 * t + t2 - 0.5 * t3, 1 - 2.5 * t2 + 1.5 * t3, 0.5 * t + 2 * t2 - 1.5 * t3, -0.5 * t2 + 0.5 * t3,
    ]
  }
}
