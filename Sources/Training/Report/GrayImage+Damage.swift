import Foundation
import Images

/// What a ``Corruption`` does to the pixels.
extension GrayImage {
  /// Each shade replaced, rounded, and kept within 0…255.
  func mapped(_ change: (Double) -> Double) -> GrayImage {
    GrayImage(width: width, height: height, pixels: pixels.map { Self.shade(change(Double($0))) })
  }

  /// Gaussian noise by Box and Muller, of `deviation` shades.
  func noisy(deviation: Double, using generator: inout SeededGenerator) -> GrayImage {
    var pixels = pixels
    for at in pixels.indices {
      let radius = (-2 * log(1 - Double(generator.unit()))).squareRoot()
      let normal = radius * cos(2 * .pi * Double(generator.unit()))
      pixels[at] = Self.shade(Double(pixels[at]) + deviation * normal)
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  /// A Gaussian of `deviation` pixels, across and then down; the border is repeated.
  func blurred(deviation: Double) -> GrayImage {
    let reach = max(1, Int((3 * deviation).rounded(.up)))
    let bell = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = bell.reduce(0, +)
    let weights = bell.map { $0 / sum }
    func pass(_ source: [Double], _ at: (Int, Int, Int) -> Int) -> [Double] {
      (0..<height).flatMap { y in
        (0..<width).map { x in
          weights.enumerated().reduce(0) { $0 + $1.element * source[at(x, y, $1.offset - reach)] }
        }
      }
    }
    let across = pass(pixels.map(Double.init)) { x, y, step in y * width + min(max(x + step, 0), width - 1) }
    let down = pass(across) { x, y, step in min(max(y + step, 0), height - 1) * width + x }
    return GrayImage(width: width, height: height, pixels: down.map(Self.shade))
  }

  func savedAsJPEG(quality: Int) throws(ImageError) -> GrayImage {
    try ImageDecoder.decode(JPEGEncoder.encode(rgb(), quality: quality)).gray()
  }

  /// Reduced to a longer side of `side` pixels, and enlarged to its size again.
  func seenSmall(side: Int) -> GrayImage {
    let scale = min(1, Double(side) / Double(max(width, height)))
    return resized(width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
      .resized(width: width, height: height)
  }

  /// A bar of one shade; places are shares of the sides.
  func covered(across: ClosedRange<Double>, middle: Double, height share: Double, shade: UInt8) -> GrayImage {
    func place(_ share: Double, _ length: Int) -> Int {
      min(max(Int((share * Double(length)).rounded()), 0), length)
    }
    var pixels = pixels
    for y in place(middle - share / 2, height)..<place(middle + share / 2, height) {
      for x in place(across.lowerBound, width)..<place(across.upperBound, width) {
        pixels[y * width + x] = shade
      }
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  /// Turned about the middle, clockwise as seen; the border is repeated.
  func rotated(degrees: Double) -> GrayImage {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (x, y) = (Double(width) / 2, Double(height) / 2)
    return warped(
      width: width, height: height,
      through: AffineMap(
        a: cosine, b: sine, c: -sine, d: cosine, tx: x - cosine * x - sine * y, ty: y + sine * x - cosine * y)
    )
  }

  private static func shade(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
}
