import Images

/// The network's input from a small grey face: bilinear enlargement without rounding, and `pixel / 127.5 − 1`.
package enum FaceInput {
  /// Pixel centres lie at half coordinates and the border is repeated, as PyTorch's `interpolate(mode="bilinear",
  /// align_corners=False)` does.
  package static func enlarge(_ image: GrayImage, side: Int, into values: UnsafeMutableBufferPointer<Float>) {
    let rows = taps(image.height, side)
    let columns = taps(image.width, side)
    let width = image.width
    image.pixels.withUnsafeBufferPointer { pixels in
      for (y, row) in rows.enumerated() {
        for (x, column) in columns.enumerated() {
          let a = Float(pixels[row.low * width + column.low])
          let b = Float(pixels[row.low * width + column.high])
          let c = Float(pixels[row.high * width + column.low])
          let d = Float(pixels[row.high * width + column.high])
          let top = a + (b - a) * column.weight
          let bottom = c + (d - c) * column.weight
          values[y * side + x] = (top + (bottom - top) * row.weight) / 127.5 - 1
        }
      }
    }
  }

  private static func taps(_ input: Int, _ output: Int) -> [(low: Int, high: Int, weight: Float)] {
    (0..<output).map { place in
      let position = (Float(place) + 0.5) * Float(input) / Float(output) - 0.5
      let clamped = min(max(position, 0), Float(input - 1))
      let low = Int(clamped)
      return (low, min(low + 1, input - 1), clamped - Float(low))
    }
  }
}
