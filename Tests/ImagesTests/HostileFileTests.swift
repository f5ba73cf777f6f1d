import Images
import Testing

@Suite struct HostileFileTests {
  /// Bytes after which nothing of the picture follows: JPEG's end marker, PNG's IEND and its checksum.
  static let files: [(name: String, bytes: [UInt8], tail: Int)] = [
    ("JPEG", Fixtures.cornerJPEG, 2), ("progressive JPEG", Fixtures.progressiveJPEG, 2),
    ("PNG", Fixtures.fourPNG, 16), ("palette PNG", Fixtures.palettePNG, 16),
    ("WebP", Fixtures.fourWebP, 0), ("lossy WebP", Fixtures.lossyWebP, 0),
  ]

  @Test func `a file cut off anywhere is an error and never a crash`() {
    for (name, bytes, tail) in Self.files {
      for length in 0..<(bytes.count - tail) {
        let error = failure { () throws(ImageError) in try ImageDecoder.decode(Array(bytes.prefix(length))) }
        #expect(error != nil, "\(name) cut to \(length) of \(bytes.count) bytes")
      }
    }
  }

  @Test func `a picture cut off in its data is called cut off`() {
    for (bytes, missing, format) in [
      (Fixtures.cornerJPEG, 6, ImageFormat.jpeg), (Fixtures.fourPNG, 20, .png),
      (Fixtures.lossyWebP, 6, .webp),
    ] {
      let short = Array(bytes.dropLast(missing))
      #expect(failure { () throws(ImageError) in try ImageDecoder.decode(short) } == .truncated(format))
    }
  }

  @Test func `a flipped bit is read or refused and never a crash`() {
    for (_, bytes, _) in Self.files {
      for place in bytes.indices {
        for bit in [0, 3, 7] {
          var damaged = bytes
          damaged[place] ^= 1 << UInt8(bit)
          if let image = try? ImageDecoder.decode(damaged) { #expect(image.width > 0) }
        }
      }
    }
  }

  @Test func `a header that claims too many pixels is refused before decoding`() {
    var png = Fixtures.fourPNG
    png.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])  // 100,000 × 100,000
    #expect(
      failure { () throws(ImageError) in try ImageDecoder.decode(png) }
        == .tooLarge(width: 100_000, height: 100_000, limit: 50_000_000))
    png.replaceSubrange(16..<24, with: [UInt8](repeating: 0xFF, count: 8))
    #expect(
      failure { () throws(ImageError) in try ImageDecoder.decode(png) }
        == .tooLarge(width: 4_294_967_295, height: 4_294_967_295, limit: 50_000_000))

    var jpeg = Fixtures.cornerJPEG
    guard let frame = jpeg.indices.dropLast().first(where: { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    else {
      Issue.record("the fixture has no frame header")
      return
    }
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0x00, 0xFF, 0x00])
    #expect(
      failure { () throws(ImageError) in try ImageDecoder.decode(jpeg) }
        == .tooLarge(width: 65_280, height: 65_280, limit: 50_000_000))
  }

  /// The progressive fixture with its last scan some more times. A scan that says the same again changes nothing.
  private func picture(withScans wanted: Int, after segment: [UInt8] = []) -> [UInt8] {
    let whole = Fixtures.progressiveJPEG
    let starts = whole.indices.dropLast().filter { whole[$0] == 0xFF && whole[$0 + 1] == 0xDA }
    let last = Array(whole[(starts.last ?? 2)..<(whole.count - 2)])
    let again = (0..<(wanted - starts.count)).flatMap { _ in last }
    return whole.prefix(2) + segment + whole.dropFirst(2).dropLast(2) + again + [0xFF, 0xD9]
  }

  @Test func `a JPEG of many scans is refused before it is decoded`() {
    let manyScans = ImageError.corrupt(
      .jpeg, "it has more than 64 scans, which no camera writes; save it again")
    for scans in [65, 66, 400] {
      let file = picture(withScans: scans)
      #expect(failure { () throws(ImageError) in try ImageDecoder.decode(file) } == manyScans)
    }
    let most = picture(withScans: 64)
    #expect(failure { () throws(ImageError) in try ImageDecoder.decode(most) } != manyScans)
    // Restarts and unknown codes have no length, so nothing hides behind one.
    let hidden = picture(withScans: 65, after: [0xFF, 0x02, 0xFF, 0xFF])
    #expect(failure { () throws(ImageError) in try ImageDecoder.decode(hidden) } != nil)
  }

  @Test func `what looks like scans in a remark or after the end does not count`() throws {
    let scans = Array([[UInt8]](repeating: [0xFF, 0xDA], count: 100).joined())
    let remark: [UInt8] = [0xFF, 0xFE, 0x00, UInt8(scans.count + 2)] + scans
    let file = Fixtures.cornerJPEG.prefix(2) + remark + Fixtures.cornerJPEG.dropFirst(2) + scans
    #expect(try ImageDecoder.decode(Array(file)) == ImageDecoder.decode(Fixtures.cornerJPEG))
  }

  @Test func `limits are the caller's to choose`() throws {
    let small = ImageLimits(bytes: 1_000, pixels: 383)
    let error = failure { () throws(ImageError) in
      try ImageDecoder.decode(Fixtures.cornerJPEG, limits: small)
    }
    #expect(error == .tooLarge(width: 24, height: 16, limit: 383))
    #expect(
      error?.description
        == "the image has 24×16 pixels, and at most 383 are allowed: make it smaller")
    let bytes = ImageLimits(bytes: 100, pixels: 384)
    #expect(
      failure { () throws(ImageError) in try ImageDecoder.decode(Fixtures.cornerJPEG, limits: bytes) }
        == .fileTooLarge(bytes: 660, limit: 100))
    #expect(
      try ImageDecoder.decode(Fixtures.cornerJPEG, limits: ImageLimits(bytes: 660, pixels: 384)).width == 24)
  }
}
