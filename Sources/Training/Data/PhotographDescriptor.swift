import Foundation
import Images

/// What a picture is compared by: 24×24 block means, zero mean, unit norm.
///
/// The dot product of two descriptors is the correlation of the small pictures: it does not change with
/// brightness and contrast.
struct PhotographDescriptor: Sendable {
  static let side = 24
  /// Numbers of ``screen``: 63 low frequencies and what is left.
  static let screenCount = low * low
  private static let low = 8

  /// 576 numbers with a norm of 1, or all 0 for a picture of one flat shade.
  let values: [Float]
  /// 64 numbers; their dot product is never below that of ``values`` (Cauchy and Schwarz).
  ///
  /// They are the lowest 8×8 frequencies (orthonormal cosine transform) without the constant one, and the
  /// norm of all the others, so that unlike pictures are told apart at a ninth of the cost.
  let screen: [Float]

  var isFlat: Bool { screen.isEmpty }

  init(_ image: GrayImage) {
    var means = Self.blockMeans(image)
    let mean = means.reduce(0, +) / Float(means.count)
    for index in means.indices { means[index] -= mean }
    let norm = means.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > Self.flatNorm else {
      values = [Float](repeating: 0, count: Self.side * Self.side)
      screen = []
      return
    }
    values = means.map { $0 / norm }
    var screen = Self.lowFrequencies(values)
    screen[0] = max(0, 1 - screen.dropFirst().reduce(0) { $0 + $1 * $1 }).squareRoot()
    self.screen = screen
  }

  /// Below this the shades differ by less than half a step of 255 (root mean square): rounding, not a
  /// picture.
  private static let flatNorm = 0.5 * Float(side)

  /// Means of 24×24 equal areas of a picture of any size; pixels on an edge count in part on both sides.
  private static func blockMeans(_ image: GrayImage) -> [Float] {
    let columns = coverage(image.width)
    let rows = coverage(image.height)
    var means = [Float](repeating: 0, count: side * side)
    image.pixels.withUnsafeBufferPointer { pixels in
      for (row, vertical) in rows.enumerated() {
        for (column, horizontal) in columns.enumerated() {
          var sum: Float = 0
          for (y, share) in vertical {
            var across: Float = 0
            for (x, part) in horizontal { across += part * Float(pixels[y * image.width + x]) }
            sum += share * across
          }
          means[row * side + column] = sum
        }
      }
    }
    return means
  }

  /// For each of 24 equal parts of `length` pixels: the pixels in it and their shares, which sum to 1.
  private static func coverage(_ length: Int) -> [[(Int, Float)]] {
    (0..<side).map { part in
      // In units of 1/24 pixel everything is whole: part p covers p·length ..< (p + 1)·length.
      let (start, end) = (part * length, (part + 1) * length)
      return (start / side...(end - 1) / side).map { pixel in
        let shared = min(end, (pixel + 1) * side) - max(start, pixel * side)
        return (pixel, Float(shared) / Float(length))
      }
    }
  }

  private static func lowFrequencies(_ values: [Float]) -> [Float] {
    var across = [Float](repeating: 0, count: side * low)
    for row in 0..<side {
      for frequency in 0..<low {
        var sum: Float = 0
        for column in 0..<side { sum += values[row * side + column] * cosines[frequency * side + column] }
        across[row * low + frequency] = sum
      }
    }
    var result = [Float](repeating: 0, count: low * low)
    for vertical in 0..<low {
      for horizontal in 0..<low {
        var sum: Float = 0
        for row in 0..<side { sum += across[row * low + horizontal] * cosines[vertical * side + row] }
        result[vertical * low + horizontal] = sum
      }
    }
    return result
  }

  /// The first 8 rows of the orthonormal cosine transform (DCT-II) of 24 numbers.
  private static let cosines: [Float] = (0..<low).flatMap { frequency in
    (0..<side).map { position in
      let angle = Double.pi * (Double(position) + 0.5) * Double(frequency) / Double(side)
      return Float(cos(angle) * (frequency == 0 ? 1.0 : 2.0).squareRoot() / Double(side).squareRoot())
    }
  }
}
