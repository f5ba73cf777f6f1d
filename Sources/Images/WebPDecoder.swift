import CWebP

/// Still WebP pictures, lossy and lossless, through libwebp; transparency is laid on white.
enum WebPDecoder {
  static func decode(
    _ file: UnsafeBufferPointer<UInt8>, limits: ImageLimits
  ) throws(ImageError) -> RGBImage {
    var features = WebPBitstreamFeatures()
    let status = WebPGetFeatures(file.baseAddress, file.count, &features)
    guard status != VP8_STATUS_NOT_ENOUGH_DATA else { throw .truncated(.webp) }
    guard status == VP8_STATUS_OK else { throw .corrupt(.webp, "its header makes no sense") }
    guard features.has_animation == 0 else {
      throw .unsupported(.webp, "it is an animation; give one picture of it")
    }
    let width = Int(features.width)
    let height = Int(features.height)
    try limits.check(width: width, height: height, format: .webp)
    try checkLength(file)

    let hasAlpha = features.has_alpha != 0
    let channels = hasAlpha ? 4 : 3
    let pixels = try pixelBytes(width: width, height: height, channels: channels) {
      (target) throws(ImageError) in
      let decode = hasAlpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto
      guard
        decode(file.baseAddress, file.count, target.baseAddress, target.count, Int32(channels * width)) != nil
      else { throw .corrupt(.webp, "its data cannot be decoded") }
    }
    return RGBImage(width: width, height: height, pixels: hasAlpha ? onWhite(pixels) : pixels)
      .turned(EXIFOrientation(of: .webp, in: file))
  }

  /// libwebp does not say whether a picture is damaged or cut off; RIFF's length does.
  private static func checkLength(_ file: UnsafeBufferPointer<UInt8>) throws(ImageError) {
    let length = (0..<4).reduce(0) { $0 | Int(file[4 + $1]) << (8 * $1) }
    guard file.count >= 8 + length else { throw .truncated(.webp) }
  }

  private static func onWhite(_ rgba: [UInt8]) -> [UInt8] {
    var rgb = [UInt8]()
    rgb.reserveCapacity(rgba.count / 4 * 3)
    for i in stride(from: 0, to: rgba.count - 3, by: 4) {
      let alpha = UInt32(rgba[i + 3])
      for channel in 0..<3 {
        rgb.append(UInt8((UInt32(rgba[i + channel]) * alpha + 255 * (255 - alpha) + 127) / 255))
      }
    }
    return rgb
  }
}
