import Images
import Testing

/// A TIFF structure with a width and the orientation, as EXIF has it.
private func tiff(orientation: UInt16, littleEndian: Bool) -> [UInt8] {
  func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
    let big = bigEndian(value).suffix(count)
    return littleEndian ? big.reversed() : Array(big)
  }
  var tiff = Array((littleEndian ? "II" : "MM").utf8) + bytes(42, 2) + bytes(8, 4)
  tiff += bytes(2, 2)  // two entries: a width of 24, the orientation
  tiff += bytes(0x0100, 2) + bytes(3, 2) + bytes(1, 4) + bytes(24, 2) + bytes(0, 2)
  tiff += bytes(0x0112, 2) + bytes(3, 2) + bytes(1, 4) + bytes(UInt32(orientation), 2) + bytes(0, 2)
  return tiff + bytes(0, 4)
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// The corner fixture with an EXIF segment that says how the camera was held.
private func cornerJPEG(orientation: UInt16, littleEndian: Bool) -> [UInt8] {
  let payload = Array("Exif\0\0".utf8) + tiff(orientation: orientation, littleEndian: littleEndian)
  let length = payload.count + 2
  return Fixtures.cornerJPEG.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + payload
    + Fixtures.cornerJPEG.dropFirst(2)
}

/// The fixture of four pixels with an eXIf chunk behind its header (PNG, 11.3.5).
private func fourPNG(exif: [UInt8]) -> [UInt8] {
  let named = Array("eXIf".utf8) + exif
  let remainder = named.reduce(UInt32.max) { remainder, byte in
    (0..<8).reduce(remainder ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
  var file = Fixtures.fourPNG
  file.insert(contentsOf: bigEndian(UInt32(exif.count)) + named + bigEndian(~remainder), at: 33)
  return file
}

/// The fixture of four pixels in WebP's extended format, with an EXIF chunk behind the picture.
private func fourWebP(exif: [UInt8]) -> [UInt8] {
  func littleEndian(_ value: Int) -> [UInt8] { bigEndian(UInt32(value)).reversed() }
  let extended = Array("VP8X".utf8) + littleEndian(10) + [0x08, 0, 0, 0, 1, 0, 0, 1, 0, 0]
  let chunk =
    Array("EXIF".utf8) + littleEndian(exif.count) + exif + [UInt8](repeating: 0, count: exif.count % 2)
  let content: [UInt8] = Array("WEBP".utf8) + extended + Fixtures.fourWebP[12...] + chunk
  return Array("RIFF".utf8) + littleEndian(content.count) + content
}

@Suite struct OrientationTests {
  /// Where the red corner (file's top left) and the blue one (file's bottom left) are seen, as fractions.
  static let seen: [(orientation: UInt16, width: Int, red: (Int, Int), blue: (Int, Int))] = [
    (1, 24, (3, 3), (3, 12)), (2, 24, (20, 3), (20, 12)), (3, 24, (20, 12), (20, 3)),
    (4, 24, (3, 12), (3, 3)), (5, 16, (3, 3), (12, 3)), (6, 16, (12, 3), (3, 3)),
    (7, 16, (12, 20), (3, 20)), (8, 16, (3, 20), (12, 20)),
  ]

  @Test(arguments: [true, false])
  func `EXIF's eight orientations turn the picture upright`(littleEndian: Bool) throws {
    for (orientation, width, red, blue) in Self.seen {
      let file = cornerJPEG(orientation: orientation, littleEndian: littleEndian)
      let image = try ImageDecoder.decode(file)
      #expect(image.width == width && image.height == 40 - width)
      #expect(near(image.color(red.0, red.1), [255, 0, 0], within: 3), "orientation \(orientation)")
      #expect(near(image.color(blue.0, blue.1), [0, 0, 255], within: 3), "orientation \(orientation)")
    }
  }

  /// The four pixels a b, c d of the file as they are seen.
  static let turns: [(orientation: UInt16, seen: String)] = [
    (1, "abcd"), (2, "badc"), (3, "dcba"), (4, "cdab"), (5, "acbd"), (6, "cadb"), (7, "dbca"), (8, "bdac"),
  ]

  @Test(arguments: turns, [true, false])
  func `PNG and WebP are turned upright as well`(
    turn: (orientation: UInt16, seen: String), littleEndian: Bool
  )
    throws
  {
    let colors: [Character: [UInt8]] = [
      "a": [255, 0, 0], "b": [0, 255, 0], "c": [0, 0, 255], "d": [10, 20, 30],
    ]
    let expected = turn.seen.flatMap { colors[$0] ?? [] }
    let exif = tiff(orientation: turn.orientation, littleEndian: littleEndian)
    for exif in [exif, Array("Exif\0\0".utf8) + exif, exif + [0]] {
      #expect(try ImageDecoder.decode(fourPNG(exif: exif)).pixels == expected)
      #expect(try ImageDecoder.decode(fourWebP(exif: exif)).pixels == expected)
    }
  }

  @Test func `EXIF of PNG and WebP that makes no sense is passed over`() throws {
    let plain = try ImageDecoder.decode(Fixtures.fourPNG)
    let whole = tiff(orientation: 6, littleEndian: true)
    for exif in [[], [0xFF], Array(whole.prefix(20)), [UInt8](repeating: 0xFF, count: 99)] {
      #expect(try ImageDecoder.decode(fourPNG(exif: exif)) == plain)
      #expect(try ImageDecoder.decode(fourWebP(exif: exif)) == plain)
    }
    // A chunk that says it is longer than the file ends the search.
    var torn = fourWebP(exif: whole)
    torn[torn.count - whole.count - 4] = 0xFF
    #expect(try ImageDecoder.decode(torn) == plain)
  }

  @Test func `an orientation out of range changes nothing`() throws {
    let plain = try ImageDecoder.decode(Fixtures.cornerJPEG)
    for orientation: UInt16 in [0, 9, 65_535] {
      #expect(try ImageDecoder.decode(cornerJPEG(orientation: orientation, littleEndian: true)) == plain)
    }
  }

  @Test func `damaged EXIF is passed over, whatever byte of it is wrong`() throws {
    let file = cornerJPEG(orientation: 6, littleEndian: true)
    for place in 12..<(12 + 38) {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var damaged = file
        damaged[place] = value
        let image = try ImageDecoder.decode(damaged)
        #expect(image.width + image.height == 40)
      }
    }
  }
}
