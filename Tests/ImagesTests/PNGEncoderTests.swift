import Images
import Testing

struct PNGEncoderTests {
  @Test(arguments: [(1, 1), (48, 48), (7, 300), (256, 3)])
  func `a grey picture comes back exact to the pixel`(width: Int, height: Int) throws {
    let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 11) }
    let image = GrayImage(width: width, height: height, pixels: pixels)
    let decoded = try ImageDecoder.decode(PNGEncoder.encode(image))
    #expect(decoded == image.rgb())
  }

  @Test func `a picture of one shade takes few bytes`() throws {
    let image = GrayImage(width: 48, height: 48, pixels: Array(repeating: 90, count: 48 * 48))
    #expect(try PNGEncoder.encode(image).count < 200)
  }

  @Test func `a picture wider than PNG allows is refused in libpng's words`() {
    let image = GrayImage(width: 1_000_001, height: 1, pixels: Array(repeating: 0, count: 1_000_001))
    let error = #expect(throws: ImageError.self) { try PNGEncoder.encode(image) }
    guard case .notEncoded(let reason)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(reason.contains("IHDR"))
  }
}
