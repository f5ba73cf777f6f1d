import CPNG

/// PNG through libpng's simplified interface: every bit depth and palette comes out as 8-bit RGB, transparency
/// laid on white.
enum PNGDecoder {
  static func decode(
    _ file: UnsafeBufferPointer<UInt8>, limits: ImageLimits
  ) throws(ImageError) -> RGBImage {
    // Signature, length and name of IHDR, width, height: read here, so that libpng never sees a bomb.
    guard file.count >= 24 else { throw .truncated(.png) }
    func number(at offset: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(file[offset + $1]) } }
    guard file[12..<16].elementsEqual("IHDR".utf8) else {
      throw .corrupt(.png, "it does not begin with IHDR")
    }
    try limits.check(width: number(at: 16), height: number(at: 20), format: .png)

    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else {
      throw error(of: image)
    }
    try limits.check(width: Int(image.width), height: Int(image.height), format: .png)
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)  // 16 bits are finer steps, not another gamma

    let pixels = try pixelBytes(width: Int(image.width), height: Int(image.height)) {
      (target) throws(ImageError) in
      var white = png_color(red: 255, green: 255, blue: 255)
      guard png_image_finish_read(&image, &white, target.baseAddress, 0, nil) != 0 else {
        throw error(of: image)
      }
    }
    return RGBImage(width: Int(image.width), height: Int(image.height), pixels: pixels)
      .turned(EXIFOrientation(of: .png, in: file))
  }

  private static func error(of image: png_image) -> ImageError {
    let message = withUnsafeBytes(of: image.message) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
    // libpng's words for a file that ends too early.
    let cutOff = ["Read Error", "read beyond end of data", "Not enough image data"]
    return cutOff.contains(where: message.contains) ? .truncated(.png) : .corrupt(.png, message)
  }
}
