import CTurboJPEG

/// JPEG through TurboJPEG.
enum JPEGDecoder {
  /// A progressive picture has about ten; each costs a pass over all of it, so that a small file of hundreds
  /// would take seconds (libjpeg-turbo's own limit is 500).
  private static let mostScans = 64

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
    guard hasFewScans(file) else {
      throw .corrupt(.jpeg, "it has more than \(mostScans) scans, which no camera writes; save it again")
    }

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
    return image.turned(EXIFOrientation(of: .jpeg, in: file))
  }

  /// Walks from marker to marker as libjpeg does: what has a length is passed over whole, so that a preview in
  /// EXIF does not count; what follows the end does not either.
  private static func hasFewScans(_ file: UnsafeBufferPointer<UInt8>) -> Bool {
    var scans = 0
    var position = 2
    while let marker = nextMarker(in: file, from: &position) {
      switch marker {
      case 0xD9: return true  // the end
      case 0xDA: scans += 1
      default: break
      }
      if scans > mostScans { return false }
      // Below 0xC0 nothing is defined that has a length, and 0xD0…0xD8 are restarts and the beginning.
      guard marker >= 0xC0, !(0xD0...0xD8).contains(marker) else { continue }
      guard position + 2 <= file.count else { return true }
      position += Int(file[position]) << 8 | Int(file[position + 1])
    }
    return true
  }

  /// The code of the next marker, with the position behind it; `FF 00` is a byte of data.
  private static func nextMarker(in file: UnsafeBufferPointer<UInt8>, from position: inout Int) -> UInt8? {
    while position + 1 < file.count {
      defer { position += 1 }
      let code = file[position + 1]
      guard file[position] == 0xFF, code != 0x00, code != 0xFF else { continue }
      position += 1
      return code
    }
    return nil
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
