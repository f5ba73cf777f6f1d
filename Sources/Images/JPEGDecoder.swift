import CTurboJPEG

/// JPEG through TurboJPEG.
///
/// A decoder may be used again for files that bring their own tables (``JPEGMarkers/bringsItsTables``): libjpeg keeps
/// those of the picture before and would draw one without them with somebody else's.
final class JPEGDecoder {
  private let handle: tjhandle

  init() throws(ImageError) {
    guard let handle = tjInitDecompress() else { throw .corrupt(.jpeg, "TurboJPEG could not be started") }
    self.handle = handle
  }

  deinit { tjDestroy(handle) }

  /// A progressive picture has about ten; each costs a pass over all of it, so that a small file of hundreds
  /// would take seconds (libjpeg-turbo's own limit is 500).
  static let mostScans = 64

  /// - Parameters:
  ///   - markers: of the file.
  ///   - image: its memory is used again.
  func decode(
    _ file: UnsafeBufferPointer<UInt8>, _ markers: JPEGMarkers, limits: ImageLimits,
    into image: inout RGBImage
  ) throws(ImageError) {
    var width: Int32 = 0
    var height: Int32 = 0
    var subsampling: Int32 = 0
    var colorSpace: Int32 = 0
    guard
      tjDecompressHeader3(
        handle, file.baseAddress, UInt(file.count), &width, &height, &subsampling, &colorSpace) == 0
    else { throw error }
    try limits.check(width: Int(width), height: Int(height), format: .jpeg)
    guard markers.scans <= Self.mostScans else {
      throw .corrupt(.jpeg, "it has more than \(Self.mostScans) scans, which no camera writes; save it again")
    }

    let isInk = colorSpace == TJCS_CMYK.rawValue || colorSpace == TJCS_YCCK.rawValue
    let size = (width: width, height: height)
    if isInk {
      let ink = try pixelBytes(width: Int(width), height: Int(height), channels: 4) {
        (target) throws(ImageError) in
        try draw(file, size, TJPF_CMYK, into: target)
      }
      image = RGBImage(width: Int(width), height: Int(height), pixels: Self.rgb(fromInvertedCMYK: ink))
    } else {
      try image.redraw(width: Int(width), height: Int(height)) { (target) throws(ImageError) in
        try draw(file, size, TJPF_RGB, into: target)
      }
    }
    let orientation = EXIFOrientation(of: .jpeg, in: file)
    if orientation != .topLeft { image = image.turned(orientation) }
  }

  private func draw(
    _ file: UnsafeBufferPointer<UInt8>, _ size: (width: Int32, height: Int32), _ format: TJPF,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) throws(ImageError) {
    let status = tjDecompress2(
      handle, file.baseAddress, UInt(file.count), target.baseAddress, size.width, 0, size.height,
      format.rawValue, TJFLAG_LIMITSCANS)
    guard status == 0 || isHarmless else { throw error }
  }

  /// TurboJPEG warns of what it mended. Cheap cameras leave stray bytes before a marker, which costs no pixel;
  /// every other warning (a missing end, damaged data) means pixels nobody took, and is an error.
  private var isHarmless: Bool {
    tjGetErrorCode(handle) == TJERR_WARNING.rawValue && message.contains("extraneous bytes")
  }

  private var error: ImageError {
    let message = message
    let cutOff = ["Premature end", "Empty input", "datastream contains no image"]
    return cutOff.contains(where: message.contains) ? .truncated(.jpeg) : .corrupt(.jpeg, message)
  }

  private var message: String {
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
