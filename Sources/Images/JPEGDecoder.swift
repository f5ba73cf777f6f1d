import CTurboJPEG

/// JPEG through TurboJPEG.
enum JPEGDecoder {
  static func decode(
    _ file: UnsafeBufferPointer<UInt8>, limits: ImageLimits
  ) throws(ImageError) -> RGBImage {
    guard let handle = tjInitDecompress() else { throw .corrupt(.jpeg, "TurboJPEG could not be started") }
    defer { tjDestroy(handle) }

    var width: Int32 = 0
    var height: Int32 = 0
    var subsampling: Int32 = 0
    var colorSpace: Int32 = 0
    guard
      tjDecompressHeader3(
        handle, file.baseAddress, UInt(file.count), &width, &height, &subsampling, &colorSpace) == 0
    else { throw error(of: handle) }
    try limits.check(width: Int(width), height: Int(height), format: .jpeg)

    let isInk = colorSpace == TJCS_CMYK.rawValue || colorSpace == TJCS_YCCK.rawValue
    let channels = isInk ? 4 : 3
    let format = isInk ? TJPF_CMYK : TJPF_RGB
    var pixels = try pixelBytes(width: Int(width), height: Int(height), channels: channels) {
      (target) throws(ImageError) in
      let status = tjDecompress2(
        handle, file.baseAddress, UInt(file.count), target.baseAddress, width, 0, height, format.rawValue,
        TJFLAG_LIMITSCANS)
      guard status == 0 || isHarmless(handle) else { throw error(of: handle) }
    }
    if isInk { pixels = rgb(fromInvertedCMYK: pixels) }
    let image = RGBImage(width: Int(width), height: Int(height), pixels: pixels)
    return image.turned(JPEGOrientation(inEXIFOf: file))
  }

  /// TurboJPEG warns of what it mended. Cheap cameras leave stray bytes before a marker, which costs no pixel;
  /// every other warning (a missing end, damaged data) means pixels nobody took, and is an error.
  private static func isHarmless(_ handle: tjhandle) -> Bool {
    tjGetErrorCode(handle) == TJERR_WARNING.rawValue && message(of: handle).contains("extraneous bytes")
  }

  private static func error(of handle: tjhandle) -> ImageError {
    let message = message(of: handle)
    let cutOff = ["Premature end", "Empty input", "datastream contains no image"]
    return cutOff.contains(where: message.contains) ? .truncated(.jpeg) : .corrupt(.jpeg, message)
  }

  private static func message(of handle: tjhandle) -> String {
    tjGetErrorStr2(handle).map { String(cString: $0) } ?? "unknown error"
  }

  /// Adobe writes CMYK inverted, 255 for no ink, and so does nearly everybody who writes it.
  private static func rgb(fromInvertedCMYK ink: [UInt8]) -> [UInt8] {
    var rgb = [UInt8]()
    rgb.reserveCapacity(ink.count / 4 * 3)
    for i in stride(from: 0, to: ink.count - 3, by: 4) {
      let black = UInt32(ink[i + 3])
      for channel in 0..<3 { rgb.append(UInt8((UInt32(ink[i + channel]) * black + 127) / 255)) }
    }
    return rgb
  }
}
