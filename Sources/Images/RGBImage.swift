/// A picture in colour: three bytes (red, green, blue, sRGB) a pixel, row by row from the top left.
public struct RGBImage: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `3 * width * height` bytes.
  public let pixels: [UInt8]

  /// - Precondition: both sides are positive and `pixels` has `3 * width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width)×\(height)")
    precondition(pixels.count == 3 * width * height, "\(width)×\(height) pixels need three bytes each")
    self.width = width
    self.height = height
    self.pixels = pixels
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
