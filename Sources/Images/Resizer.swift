import CKernels

/// Resizes one picture after the other with the same memory; see ``RGBImage/resized(width:height:)``.
package struct Resizer {
  private var down = Taps()
  private var across = Taps()
  private var row: [Float] = []

  package init() {}

  /// - Precondition: both sides are positive.
  package mutating func resize(
    _ image: RGBImage, width: Int, height: Int, into result: inout RGBImage
  ) {
    prepare(from: (image.width, image.height), to: (width, height), channels: 3)
    result.redraw(width: width, height: height) { target in
      image.pixels.withUnsafeBufferPointer { resample($0, channels: 3, into: target) }
    }
  }

  /// - Precondition: both sides are positive.
  package mutating func resize(
    _ image: GrayImage, width: Int, height: Int, into result: inout GrayImage
  ) {
    prepare(from: (image.width, image.height), to: (width, height), channels: 1)
    result.redraw(width: width, height: height) { target in
      image.pixels.withUnsafeBufferPointer { resample($0, channels: 1, into: target) }
    }
  }

  private mutating func prepare(
    from source: (width: Int, height: Int), to target: (width: Int, height: Int), channels: Int
  ) {
    down.measure(from: source.height, to: target.height)
    across.measure(from: source.width, to: target.width)
    // The kernel reads pixels as vectors of four, beyond the last of three or one too.
    row.resize(to: source.width * channels + 4)
  }

  /// Resamples interleaved 8-bit pixels, rows first: that pass runs along memory and leaves few rows for the other.
  private mutating func resample(
    _ source: UnsafeBufferPointer<UInt8>, channels: Int, into target: UnsafeMutableBufferPointer<UInt8>
  ) {
    let (down, across, count) = (down, across, across.source * channels)
    row.withUnsafeMutableBufferPointer { row in
      guard let row = row.baseAddress, let source = source.baseAddress, let target = target.baseAddress else {
        return
      }
      (row + count).update(repeating: 0, count: 4)
      down.weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        for y in 0..<down.target {
          mien_blend_rows(
            source + down.first[y] * count, count, count, weights + y * down.width, down.width, row)
          mien_blend_pixels(
            row, channels, across.first, across.weights, across.width, across.target,
            target + y * across.target * channels)
        }
      }
    }
  }
}

/// Which source pixels, along one axis, make each target pixel, and how much of each.
private struct Taps {
  private(set) var source = 0
  private(set) var target = 0
  /// First source pixel of each target pixel.
  private(set) var first: [Int] = []
  /// Weights of the source pixels from `first` on, `width` a target pixel, summing to 1.
  private(set) var weights: [Float] = []
  private(set) var width = 0

  /// Pixel centres lie at half-integers, so the edges of both pictures coincide.
  mutating func measure(from source: Int, to target: Int) {
    precondition(source > 0 && target > 0, "a side is positive")
    guard (source, target) != (self.source, self.target) else { return }
    (self.source, self.target) = (source, target)
    let scale = Double(source) / Double(target)
    let shrinks = scale > 1
    width = min(source, shrinks ? Int(scale.rounded(.up)) + 1 : 2)
    first.resize(to: target)
    weights.removeAll(keepingCapacity: true)
    weights.resize(to: target * width)
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
  }
}
