/// A picture in colour: three bytes (red, green, blue, sRGB) a pixel, row by row from the top left.
public struct RGBImage: Hashable, Sendable {
  public private(set) var width: Int
  public private(set) var height: Int
  /// `3 * width * height` bytes.
  public private(set) var pixels: [UInt8]

  /// - Precondition: both sides are positive and `pixels` has `3 * width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width)×\(height)")
    precondition(pixels.count == 3 * width * height, "\(width)×\(height) pixels need three bytes each")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A black pixel: memory for pictures to come.
  package init() { self.init(width: 1, height: 1, pixels: [0, 0, 0]) }

  /// Becomes another picture, all of whose pixels `body` writes. The memory is used again, unless it is too small or
  /// somebody else holds the picture that was in it. After an error the pixels are any.
  package mutating func redraw<Failure: Error>(
    width newWidth: Int, height newHeight: Int,
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(
      newWidth > 0 && newHeight > 0, "an image has at least one pixel, not \(newWidth)×\(newHeight)")
    (width, height) = (newWidth, newHeight)
    pixels.resize(to: 3 * newWidth * newHeight)
    try pixels.withUnsafeMutableBufferPointer { (target) throws(Failure) in try body(target) }
  }

  /// Leaves nothing of the picture: its memory is kept in black for the next, or given back where it is larger than a
  /// camera's frame (8 MB; 1920×1080 has 6.2).
  package mutating func clear() {
    if pixels.count > 8_000_000 {
      self = RGBImage()
    } else {
      pixels.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
  }

  /// Brightness only, by the weights of Rec. 601.
  public func gray() -> GrayImage {
    let gray = [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for i in 0..<width * height {
          target[i] = luma(source[3 * i], source[3 * i + 1], source[3 * i + 2])
        }
      }
      count = width * height
    }
    return GrayImage(width: width, height: height, pixels: gray)
  }
}

/// Brightness of a colour: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded, in 16-bit fixed point.
@inline(__always)
func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  let sum: UInt32 = 19_595 * UInt32(red) + 38_470 * UInt32(green) + 7_471 * UInt32(blue)
  return UInt8((sum + 32_768) >> 16)
}
