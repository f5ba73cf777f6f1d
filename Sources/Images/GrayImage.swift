/// A picture in grey: one byte a pixel, 0 black to 255 white, row by row from the top left.
public struct GrayImage: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `width * height` bytes.
  public let pixels: [UInt8]

  /// - Precondition: both sides are positive and `pixels` has `width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width)×\(height)")
    precondition(pixels.count == width * height, "\(width)×\(height) pixels need one byte each")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  public subscript(x: Int, y: Int) -> UInt8 { pixels[y * width + x] }

  /// The same picture with the brightness in all three channels.
  public func rgb() -> RGBImage {
    let rgb = [UInt8](unsafeUninitializedCapacity: 3 * pixels.count) { target, count in
      for (i, value) in pixels.enumerated() {
        target[3 * i] = value
        target[3 * i + 1] = value
        target[3 * i + 2] = value
      }
      count = 3 * pixels.count
    }
    return RGBImage(width: width, height: height, pixels: rgb)
  }
}
