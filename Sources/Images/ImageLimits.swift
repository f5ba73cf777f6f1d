/// How large a picture may be; checked before a pixel of it is decoded.
public struct ImageLimits: Hashable, Sendable {
  /// Largest file, in bytes.
  public let bytes: Int
  /// Largest picture, in pixels (width times height).
  public let pixels: Int

  /// - Precondition: both are positive.
  public init(bytes: Int, pixels: Int) {
    precondition(bytes > 0 && pixels > 0, "limits are positive")
    self.bytes = bytes
    self.pixels = pixels
  }

  /// 50 MB and 50 megapixels: more than any camera at hand, and 150 MB of memory once decoded.
  public static let `default` = ImageLimits(bytes: 50_000_000, pixels: 50_000_000)

  func check(bytes count: Int) throws(ImageError) {
    guard count > 0 else { throw .empty }
    guard count <= bytes else { throw .fileTooLarge(bytes: count, limit: bytes) }
  }

  func check(width: Int, height: Int, format: ImageFormat) throws(ImageError) {
    guard width > 0, height > 0 else { throw .corrupt(format, "it has no pixels") }
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, area <= pixels else {
      throw .tooLarge(width: width, height: height, limit: pixels)
    }
  }
}
