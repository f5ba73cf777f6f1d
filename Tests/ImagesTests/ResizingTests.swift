import Images
import Testing

@Suite struct ResizingTests {
  static let ramp = GrayImage(width: 6, height: 4, pixels: (0..<24).map { UInt8($0 * 10) })

  @Test func `shrinking by a whole number is the mean of each block`() {
    #expect(Self.ramp.resized(width: 3, height: 2).pixels == [35, 55, 75, 155, 175, 195])
    #expect(Self.ramp.resized(width: 1, height: 1).pixels == [115])
  }

  @Test func `shrinking by a fraction weighs the pixels by what is covered`() {
    // 3 to 2: the first covers pixel 0 and half of pixel 1.
    let row = GrayImage(width: 3, height: 1, pixels: [0, 30, 60])
    #expect(row.resized(width: 2, height: 1).pixels == [10, 50])
    let column = GrayImage(width: 1, height: 3, pixels: [0, 30, 60])
    #expect(column.resized(width: 1, height: 2).pixels == [10, 50])
  }

  @Test func `enlarging is bilinear with the edge repeated`() {
    // The values of Pillow's BILINEAR.
    let four = GrayImage(width: 2, height: 2, pixels: [0, 10, 60, 70])
    #expect(
      four.resized(width: 4, height: 4).pixels
        == [0, 3, 8, 10, 15, 18, 23, 25, 45, 48, 53, 55, 60, 63, 68, 70])
  }

  @Test func `one side can grow while the other shrinks`() {
    let four = GrayImage(width: 2, height: 2, pixels: [0, 100, 100, 200])
    #expect(four.resized(width: 4, height: 1).pixels == [50, 75, 125, 150])
  }

  @Test func `the channels of a colour do not mix`() {
    let image = RGBImage.drawn(4, 2) { x, y in [UInt8(x * 10), UInt8(y * 100), 7] }
    let small = image.resized(width: 2, height: 1)
    #expect(small.pixels == [5, 50, 7, 25, 50, 7])
  }

  @Test func `a flat picture stays flat at every size`() {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let flat = GrayImage(width: 37, height: 23, pixels: [UInt8](repeating: value, count: 37 * 23))
      for (width, height) in [(1, 1), (5, 99), (36, 22), (38, 24), (128, 3), (200, 200)] {
        let resized = flat.resized(width: width, height: height)
        #expect(resized.pixels.count == width * height)
        #expect(resized.pixels.allSatisfy { $0 == value }, "\(value) at \(width)×\(height)")
      }
    }
  }

  @Test func `grey is Rec. 601's mix`() {
    let colors = RGBImage(width: 4, height: 1, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 100, 50])
    #expect(colors.gray().pixels == [76, 150, 29, 124])
    #expect(colors.gray().rgb().color(1, 0) == [150, 150, 150])
  }

  @Test func `a crop is the pixels of its part`() {
    let image = RGBImage.drawn(5, 4) { x, y in [UInt8(x), UInt8(y), 9] }
    let part = image.cropped(x: 2, y: 1, width: 3, height: 2)
    #expect(part.pixels == [2, 1, 9, 3, 1, 9, 4, 1, 9, 2, 2, 9, 3, 2, 9, 4, 2, 9])
    #expect(image.cropped(x: 0, y: 0, width: 5, height: 4) == image)
  }
}
