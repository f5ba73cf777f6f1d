import Images
import Testing

/// The four colours of the small fixtures.
private let red: [UInt8] = [255, 0, 0]
private let green: [UInt8] = [0, 255, 0]
private let blue: [UInt8] = [0, 0, 255]
private let dark: [UInt8] = [10, 20, 30]
private let white: [UInt8] = [255, 255, 255]

@Suite struct DecodingTests {
  @Test func `a JPEG comes out in the colours it was written in`() throws {
    let image = try ImageDecoder.decode(Fixtures.cornerJPEG)
    #expect(image.width == 24 && image.height == 16)
    #expect(near(image.color(3, 3), red, within: 3))
    #expect(near(image.color(3, 12), blue, within: 3))
    #expect(near(image.color(20, 3), white, within: 3))
  }

  @Test func `a progressive JPEG is read as well`() throws {
    let image = try ImageDecoder.decode(Fixtures.progressiveJPEG)
    #expect(image.width == 24 && image.height == 16)
    #expect(near(image.color(2, 2), red, within: 30))
    #expect(near(image.color(20, 8), white, within: 12))
  }

  @Test func `a JPEG in printing inks becomes RGB`() throws {
    let image = try ImageDecoder.decode(Fixtures.inkJPEG)
    #expect(near(image.color(4, 4), red, within: 3))
  }

  @Test func `every pixel of a PNG is exact`() throws {
    for file in [Fixtures.fourPNG, Fixtures.palettePNG] {
      let image = try ImageDecoder.decode(file)
      #expect(image == RGBImage(width: 2, height: 2, pixels: red + green + blue + dark))
    }
  }

  @Test func `a transparent pixel becomes white`() throws {
    let expected = RGBImage(width: 2, height: 2, pixels: red + white + blue + dark)
    #expect(try ImageDecoder.decode(Fixtures.alphaPNG) == expected)
    #expect(try ImageDecoder.decode(Fixtures.alphaWebP) == expected)
  }

  @Test func `PNGs of 16 bits and of 1 bit keep their brightness`() throws {
    #expect(try ImageDecoder.decode(Fixtures.deepPNG).gray().pixels == [0, 255, 100, 200])
    #expect(try ImageDecoder.decode(Fixtures.bitPNG).gray().pixels == [0, 255, 255, 0])
  }

  @Test func `WebP is read, lossless and lossy`() throws {
    let four = try ImageDecoder.decode(Fixtures.fourWebP)
    #expect(four == RGBImage(width: 2, height: 2, pixels: red + green + blue + dark))
    let lossy = try ImageDecoder.decode(Fixtures.lossyWebP)
    #expect(lossy.width == 16 && lossy.height == 16)
    #expect(near(lossy.color(8, 8), [200, 100, 50], within: 3))
  }

  @Test func `an animated WebP is refused with a sentence`() {
    let error = failure { () throws(ImageError) in try ImageDecoder.decode(Fixtures.animatedWebP) }
    #expect(error == .unsupported(.webp, "it is an animation; give one picture of it"))
  }

  @Test func `what is no image is refused`() {
    #expect(failure { () throws(ImageError) in try ImageDecoder.decode([]) } == .empty)
    for text in ["hello", "RIFF\u{1}\u{1}\u{1}\u{1}WAVE", "<svg/>", "GIF89a"] {
      let error = failure { () throws(ImageError) in try ImageDecoder.decode(Array(text.utf8)) }
      #expect(error == .unknownFormat)
    }
  }

  @Test func `our own JPEG encoder and decoder agree`() throws {
    let drawn = RGBImage.drawn(33, 17) { x, y in [UInt8(x * 7), UInt8(y * 15), 128] }
    let read = try ImageDecoder.decode(JPEGEncoder.encode(drawn, quality: 98))
    #expect(read.width == 33 && read.height == 17)
    #expect(near(read.gray().pixels, drawn.gray().pixels, within: 4))
  }

  @Test func `an image too wide for JPEG is refused by the encoder`() {
    let wide = RGBImage(width: 65_536, height: 1, pixels: [UInt8](repeating: 0, count: 3 * 65_536))
    let error = failure { () throws(ImageError) in try JPEGEncoder.encode(wide) }
    #expect(error == .notEncoded("a side has at most 65535 pixels, not 65536"))
  }
}
