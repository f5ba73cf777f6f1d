/// A picture in grey: one byte a pixel, 0 black to 255 white, row by row from the top left.
public struct GrayImage: Hashable, Sendable {
  public private(set) var width: Int
  public private(set) var height: Int
  /// `width * height` bytes.
  public private(set) var pixels: [UInt8]

  /// - Precondition: both sides are positive and `pixels` has `width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width)×\(height)")
    precondition(pixels.count == width * height, "\(width)×\(height) pixels need one byte each")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A black pixel: memory for pictures to come.
  package init() { self.init(width: 1, height: 1, pixels: [0]) }

  /// Becomes another picture, all of whose pixels `body` writes. The memory is used again, unless it is too small or
  /// somebody else holds the picture that was in it.
  package mutating func redraw(
    width newWidth: Int, height newHeight: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    precondition(
      newWidth > 0 && newHeight > 0, "an image has at least one pixel, not \(newWidth)×\(newHeight)")
    (width, height) = (newWidth, newHeight)
    pixels.resize(to: newWidth * newHeight)
    pixels.withUnsafeMutableBufferPointer { body($0) }
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
