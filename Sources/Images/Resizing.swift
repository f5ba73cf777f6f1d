import CKernels

/// Resizing: bilinear when enlarging; when shrinking, each pixel is the mean of the area it covers.
///
/// Plain bilinear shrinking skips most of the source and shimmers from frame to frame; the mean does not.
extension RGBImage {
  /// The picture at another size; less than 1 ms from 640×480 down to 128×96.
  ///
  /// - Precondition: both sides are positive.
  public func resized(width newWidth: Int, height newHeight: Int) -> RGBImage {
    guard (newWidth, newHeight) != (width, height) else { return self }
    let resized = resample(
      pixels, width: width, height: height, channels: 3, newWidth: newWidth, newHeight: newHeight)
    return RGBImage(width: newWidth, height: newHeight, pixels: resized)
  }
}

extension GrayImage {
  /// The picture at another size: bilinear when enlarging, the mean of the covered area when shrinking.
  ///
  /// - Precondition: both sides are positive.
  public func resized(width newWidth: Int, height newHeight: Int) -> GrayImage {
    guard (newWidth, newHeight) != (width, height) else { return self }
    let resized = resample(
      pixels, width: width, height: height, channels: 1, newWidth: newWidth, newHeight: newHeight)
    return GrayImage(width: newWidth, height: newHeight, pixels: resized)
  }
}

/// Which source pixels, along one axis, make each target pixel, and how much of each.
private struct Taps {
  /// First source pixel of each target pixel.
  let first: [Int]
  /// Weights of the source pixels from `first` on, `width` a target pixel, summing to 1.
  let weights: [Float]
  let width: Int

  /// Pixel centres lie at half-integers, so the edges of both pictures coincide.
  init(from source: Int, to target: Int) {
    precondition(source > 0 && target > 0, "a side is positive")
    let scale = Double(source) / Double(target)
    let shrinks = scale > 1
    width = min(source, shrinks ? Int(scale.rounded(.up)) + 1 : 2)
    var first = [Int](repeating: 0, count: target)
    var weights = [Float](repeating: 0, count: target * width)
    for i in 0..<target {
      let (low, high) =
        shrinks
        ? (Double(i) * scale, Double(i + 1) * scale)
        : ((Double(i) + 0.5) * scale - 0.5, (Double(i) + 0.5) * scale + 0.5)
      let start = min(max(0, Int(low.rounded(.down))), source - width)
      first[i] = start
      // Enlarging, the unit interval around the place overlaps two pixels by just the bilinear weights.
      for s in Int(low.rounded(.down))..<Int(high.rounded(.up)) {
        let overlap = min(high, Double(s + 1)) - max(low, Double(s))
        let inside = min(max(s, start), start + width - 1)  // beyond the border, the border's pixel
        if overlap > 0 { weights[i * width + inside - start] += Float(overlap / (high - low)) }
      }
    }
    self.first = first
    self.weights = weights
  }
}

/// Resamples interleaved 8-bit pixels, rows first: that pass runs along memory and leaves few rows for the other.
private func resample(
  _ pixels: [UInt8], width: Int, height: Int, channels: Int, newWidth: Int, newHeight: Int
) -> [UInt8] {
  let down = Taps(from: height, to: newHeight)
  let across = Taps(from: width, to: newWidth)
  let rowCount = width * channels
  return [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * channels) { target, count in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rowCount + 4) { row in
      guard let row = row.baseAddress, let target = target.baseAddress else { return }
      (row + rowCount).update(repeating: 0, count: 4)
      pixels.withUnsafeBufferPointer { source in
        down.weights.withUnsafeBufferPointer { weights in
          guard let source = source.baseAddress, let weights = weights.baseAddress else { return }
          for y in 0..<newHeight {
            mien_blend_rows(
              source + down.first[y] * rowCount, rowCount, rowCount, weights + y * down.width, down.width, row
            )
            mien_blend_pixels(
              row, channels, across.first, across.weights, across.width, newWidth,
              target + y * newWidth * channels)
          }
        }
      }
    }
    count = newWidth * newHeight * channels
  }
}
