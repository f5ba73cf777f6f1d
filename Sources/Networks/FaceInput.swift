import Images

/// The network's input from small grey faces: bilinear enlargement without rounding, and `pixel / 127.5 − 1`.
package struct FaceInput {
  private struct Tap {
    let low: Int
    let high: Int
    let weight: Float
  }

  private var rows: [Tap] = []
  private var columns: [Tap] = []
  /// Of the face for which these are.
  private var (width, height) = (0, 0)
  private let side: Int

  package init(side: Int) { self.side = side }

  /// Down to the size trained on, up to the network's side, `pixel / 127.5 − 1`.
  mutating func prepare(
    _ face: PlacedFace, sourceSide: Int, into values: UnsafeMutableBufferPointer<Float>
  ) {
    let isLarger = face.picture.width > sourceSide || face.picture.height > sourceSide
    let reduced = isLarger ? face.picture.resized(width: sourceSide, height: sourceSide) : face.picture
    if face.place == .identity {
      enlarge(reduced, into: values)
    } else {
      face.showing(reduced).draw(side: side, into: values)
    }
  }

  /// Pixel centres lie at half coordinates and the border is repeated, as PyTorch's `interpolate(mode="bilinear",
  /// align_corners=False)` does.
  package mutating func enlarge(_ image: GrayImage, into values: UnsafeMutableBufferPointer<Float>) {
    measure(image)
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

  /// Faces mostly come in one size.
  private mutating func measure(_ image: GrayImage) {
    guard (width, height) != (image.width, image.height) else { return }
    (width, height) = (image.width, image.height)
    rows = taps(height)
    columns = taps(width)
  }

  private func taps(_ input: Int) -> [Tap] {
    (0..<side).map { place in
      let position = (Float(place) + 0.5) * Float(input) / Float(side) - 0.5
      let clamped = min(max(position, 0), Float(input - 1))
      let low = Int(clamped)
      return Tap(low: low, high: min(low + 1, input - 1), weight: clamped - Float(low))
    }
  }
}
