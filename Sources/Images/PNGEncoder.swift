import CPNG

/// Writes grey pictures as PNG, exact to the pixel, for pages and tests.
public enum PNGEncoder {
  /// The bytes of a PNG file with 8 bits a pixel.
  ///
  /// - Throws: ``ImageError/notEncoded(_:)`` in libpng's words.
  public static func encode(_ image: GrayImage) throws(ImageError) -> [UInt8] {
    var png = png_image()
    png.version = UInt32(PNG_IMAGE_VERSION)
    png.width = UInt32(clamping: image.width)
    png.height = UInt32(clamping: image.height)
    png.format = UInt32(PNG_FORMAT_GRAY)
    defer { png_image_free(&png) }
    // The first pass finds the size, the second writes: the pictures are small.
    var count: png_alloc_size_t = 0
    guard png_image_write_to_memory(&png, nil, &count, 0, image.pixels, 0, nil) != 0 else {
      throw error(of: png)
    }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    guard png_image_write_to_memory(&png, &bytes, &count, 0, image.pixels, 0, nil) != 0 else {
      throw error(of: png)
    }
    return Array(bytes.prefix(Int(count)))
  }

  private static func error(of png: png_image) -> ImageError {
    .notEncoded(
      withUnsafeBytes(of: png.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }
}
