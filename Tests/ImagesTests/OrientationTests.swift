import Images
import Testing

/// The corner fixture with an EXIF segment that says how the camera was held.
private func cornerJPEG(orientation: UInt16, littleEndian: Bool) -> [UInt8] {
  func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
    let big = (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    return littleEndian ? big.reversed() : big
  }
  var tiff = Array((littleEndian ? "II" : "MM").utf8) + bytes(42, 2) + bytes(8, 4)
  tiff += bytes(2, 2)  // two entries: a width of 24, the orientation
  tiff += bytes(0x0100, 2) + bytes(3, 2) + bytes(1, 4) + bytes(24, 2) + bytes(0, 2)
  tiff += bytes(0x0112, 2) + bytes(3, 2) + bytes(1, 4) + bytes(UInt32(orientation), 2) + bytes(0, 2)
  tiff += bytes(0, 4)
  let payload = Array("Exif\0\0".utf8) + tiff
  let length = payload.count + 2
  return Fixtures.cornerJPEG.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + payload
    + Fixtures.cornerJPEG.dropFirst(2)
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
