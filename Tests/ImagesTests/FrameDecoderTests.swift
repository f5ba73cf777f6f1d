import Images
import Testing

@Suite struct FrameDecoderTests {
  private static func address(of image: RGBImage) -> UInt {
    image.pixels.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
  }

  private static func drawn(_ width: Int, _ height: Int, _ shift: Int) throws -> [UInt8] {
    let picture = RGBImage.drawn(width, height) { x, y in
      [UInt8((x + shift) & 255), UInt8((y * 3 + shift) & 255), UInt8((x ^ y) & 255)]
    }
    return try JPEGEncoder.encode(picture)
  }

  @Test func `frames of one size are decoded into the same memory`() throws {
    let decoder = FrameDecoder()
    var image = RGBImage()
    try decoder.decode(Self.drawn(320, 240, 0), limits: .default, into: &image)
    let first = Self.address(of: image)
    for shift in 1..<4 {
      try decoder.decode(Self.drawn(320, 240, shift), limits: .default, into: &image)
      #expect(Self.address(of: image) == first)
    }
    try decoder.decode(Self.drawn(160, 120, 0), limits: .default, into: &image)
    #expect(Self.address(of: image) == first)
    #expect(image.width == 160 && image.height == 120 && image.pixels.count == 3 * 160 * 120)
  }

  @Test func `a picture that somebody holds is not drawn over`() throws {
    let decoder = FrameDecoder()
    var image = RGBImage()
    try decoder.decode(Self.drawn(64, 48, 0), limits: .default, into: &image)
    let held = image
    try decoder.decode(Self.drawn(64, 48, 99), limits: .default, into: &image)
    #expect(try held == ImageDecoder.decode(Self.drawn(64, 48, 0)))
    #expect(try image == ImageDecoder.decode(Self.drawn(64, 48, 99)))
  }

  @Test func `each file is read as if it were the first`() throws {
    let good = [
      Fixtures.cornerJPEG, try Self.drawn(40, 30, 5), Fixtures.progressiveJPEG, Fixtures.fourPNG,
      Fixtures.lossyWebP,
    ]
    let files = good + good.map { Array($0.dropLast(6)) } + good.reversed() + [[1, 2, 3], []] + good
    let decoder = FrameDecoder()
    var image = RGBImage()
    for (number, file) in files.enumerated() {
      let error = failure { () throws(ImageError) in
        try decoder.decode(file, limits: .default, into: &image)
      }
      let expected = failure { () throws(ImageError) in try ImageDecoder.decode(file) }
      #expect(error == expected, "file \(number)")
      if expected == nil { #expect(try image == ImageDecoder.decode(file), "file \(number)") }
    }
  }

  /// The file without its segments of a marker.
  private func without(_ marker: UInt8, _ file: [UInt8]) -> [UInt8] {
    var (result, place) = (Array(file.prefix(2)), 2)
    while place + 4 <= file.count, file[place + 1] != 0xDA {
      let end = place + 2 + Int(file[place + 2]) << 8 + Int(file[place + 3])
      if file[place + 1] != marker { result += file[place..<end] }
      place = end
    }
    return result + file[place...]
  }

  @Test(arguments: [0xDB, 0xC4] as [UInt8])
  func `a JPEG without tables is not drawn with those of the picture before`(marker: UInt8) throws {
    let bare = without(marker, Fixtures.cornerJPEG)
    #expect(bare.count < Fixtures.cornerJPEG.count)
    let alone = Result { () throws(ImageError) in try ImageDecoder.decode(bare) }
    let decoder = FrameDecoder()
    var image = RGBImage()
    try decoder.decode(Self.drawn(24, 16, 3), limits: .default, into: &image)
    let after = Result { () throws(ImageError) in
      try decoder.decode(bare, limits: .default, into: &image)
      return image
    }
    #expect(after == alone)
  }

  @Test func `of a picture that is cleared nothing is left`() {
    var image = RGBImage.drawn(8, 8) { x, y in [UInt8(x), UInt8(y), 200] }
    image.clear()
    #expect(image.width == 8 && image.pixels.allSatisfy { $0 == 0 })
    var large = RGBImage(width: 2000, height: 1500, pixels: [UInt8](repeating: 7, count: 9_000_000))
    large.clear()
    #expect(large.pixels == [0, 0, 0])
  }

  @Test func `memory that is used again changes no picture`() {
    var (part, small, gray) = (RGBImage(), RGBImage(), GrayImage())
    var (resizer, warp) = (Resizer(), WarpMemory())
    for side in [64, 17, 200, 63, 64] {
      let image = RGBImage.drawn(side + 9, side) { x, y in
        [UInt8((x * y) & 255), UInt8((x + side) & 255), UInt8((y * 5) & 255)]
      }
      part.redraw(cropping: image, x: 2, y: 1, width: side - 3, height: side - 4)
      #expect(part == image.cropped(x: 2, y: 1, width: side - 3, height: side - 4))
      resizer.resize(image, width: 31, height: 40, into: &small)
      #expect(small == image.resized(width: 31, height: 40))
      let map = AffineMap(
        a: Double(side) / 50, b: 0.1, c: -0.1, d: Double(side) / 50, tx: 1.5, ty: -2)
      gray.redraw(warping: image, width: 48, height: 48, through: map, with: &warp)
      #expect(gray == image.warpedGray(width: 48, height: 48, through: map))
    }
  }
}
