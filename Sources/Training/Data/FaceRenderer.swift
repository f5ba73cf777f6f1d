import Foundation
import Images

/// Brings a face to the network's input: side × side numbers in −1…1 (`pixel / 127.5 − 1`), brought upright, varied and
/// enlarged in one bilinear sampling straight from the original pixels (``PlacedFace``).
///
/// Pictures larger than the network's side are reduced by area first.
public struct FaceRenderer: Sendable {
  /// Width and height of the output.
  public let side: Int

  /// - Precondition: `side` is above 0.
  public init(side: Int) {
    precondition(side > 0, "a network's input has a side above 0, not \(side)")
    self.side = side
  }

  /// Writes the varied face row by row; about 0.1 ms for 48 → 96 pixels.
  ///
  /// - Precondition: `output` holds side × side numbers.
  public func render(
    _ face: PlacedFace, _ variation: Variation = .identity, into output: UnsafeMutableBufferPointer<Float>
  ) {
    let image = face.picture
    let fitted =
      image.width > side || image.height > side
      ? face.showing(image.resized(width: min(image.width, side), height: min(image.height, side))) : face
    fitted.draw(side: side, varied: variation.map, into: output)
    adjust(variation, output)
  }

  /// The varied face as an array.
  public func render(_ face: PlacedFace, _ variation: Variation = .identity) -> [Float] {
    [Float](unsafeUninitializedCapacity: side * side) { buffer, count in
      render(face, variation, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(side * side)]))
      count = side * side
    }
  }

  private func adjust(_ variation: Variation, _ output: UnsafeMutableBufferPointer<Float>) {
    if variation.brightness != 0 || variation.contrast != 1 {
      var sum: Float = 0
      for value in output { sum += value }
      let mean = sum / Float(output.count)
      let offset = mean * (1 - variation.contrast) + variation.brightness
      for index in output.indices {
        output[index] = min(max(output[index] * variation.contrast + offset, -1), 1)
      }
    }
    guard let erased = variation.erased else { return }
    let columns = span(erased.x, erased.width)
    for row in span(erased.y, erased.height) {
      for column in columns { output[row * side + column] = erased.shade }
    }
  }

  private func span(_ start: Float, _ length: Float) -> Range<Int> {
    let first = min(max(Int((start * Float(side)).rounded()), 0), side)
    return first..<min(max(Int(((start + length) * Float(side)).rounded()), first), side)
  }
}

extension Variation {
  /// From a place in the varied face to a place in the face: the inverse of mirror, scale and turn about the middle,
  /// shift; in shares of the side.
  fileprivate var map: AffineMap {
    let angle = Double(degrees) * .pi / 180
    let (cosine, sine) = (cos(angle) / Double(scale), sin(angle) / Double(scale))
    let hand: Double = mirrored ? -1 : 1
    let (startX, startY) = (-0.5 - Double(across), -0.5 - Double(down))
    return AffineMap(
      a: hand * cosine, b: hand * sine, c: -sine, d: cosine,
      tx: hand * (cosine * startX + sine * startY) + 0.5, ty: -sine * startX + cosine * startY + 0.5)
  }
}
