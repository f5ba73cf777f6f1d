import Images
import Testing
import Training

struct ReportCorruptionTests {
  private let face = picture(48, 48) { x, y in 60 + 1.5 * Double(x) + Double((y / 6) % 2) * 60 }

  private func damaged(
    _ kind: Corruption.Kind, _ strength: Double, of image: GrayImage? = nil, seed: UInt64 = 1
  ) throws -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    return try Corruption(kind, strength).apply(to: image ?? face, using: &generator)
  }

  /// Mean distance of the shades.
  private func distance(_ image: GrayImage, _ other: GrayImage) -> Double {
    Double(zip(image.pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(48 * 48)
  }

  @Test(arguments: Corruption.Kind.allCases) func `each strength does more damage than the one before`(
    kind: Corruption.Kind
  ) throws {
    // A slope turns ever further away from itself; stripes come round to stripes.
    let slope = picture(48, 48) { x, y in 40 + 3 * Double(x) + Double(y) }
    let image = kind == .rotation ? slope : face
    let damages = try kind.strengths.map { distance(try damaged(kind, $0, of: image), image) }
    #expect(damages.count >= 3)
    #expect(damages.first.map { $0 > 0 } == true)
    #expect(zip(damages, damages.dropFirst()).allSatisfy { $0 < $1 }, "\(damages)")
  }

  @Test(arguments: Corruption.Kind.allCases) func `the same seed gives the same face, of the same size`(
    kind: Corruption.Kind
  ) throws {
    let strength = try #require(kind.strengths.last)
    let image = try damaged(kind, strength)
    #expect(try damaged(kind, strength) == image)
    #expect(image.width == 48 && image.height == 48)
  }

  @Test func `noise has the deviation it is asked for, and another seed gives other noise`() throws {
    let grey = picture(200, 200) { _, _ in 128 }
    var generator = SeededGenerator(seed: 3)
    let noisy = try Corruption(.noise, 10).apply(to: grey, using: &generator)
    let values = noisy.pixels.map { Double($0) - 128 }
    let mean = values.reduce(0, +) / 40_000
    let deviation = (values.reduce(0) { $0 + $1 * $1 } / 40_000 - mean * mean).squareRoot()
    #expect(abs(mean) < 0.2)
    #expect(abs(deviation - 10) < 0.2)
    #expect(try damaged(.noise, 10, seed: 1) != damaged(.noise, 10, seed: 2))
  }

  @Test func `light is multiplied, and white is the end`() throws {
    let shades = GrayImage(width: 3, height: 1, pixels: [10, 101, 200])
    var generator = SeededGenerator(seed: 1)
    #expect(try Corruption(.darkness, 0.4).apply(to: shades, using: &generator).pixels == [4, 40, 80])
    #expect(try Corruption(.overexposure, 2).apply(to: shades, using: &generator).pixels == [20, 202, 255])
  }

  @Test func `a blurred point keeps its light and spreads as a Gaussian does`() throws {
    let point = picture(49, 49) { x, y in x == 24 && y == 24 ? 255 : 0 }
    var generator = SeededGenerator(seed: 1)
    let blurred = try Corruption(.blur, 48.0 / 49).apply(to: point, using: &generator)
    // A Gaussian of one pixel: 255 / 2π in the middle, e^-1/2 of it beside.
    #expect(blurred[24, 24] == 41 && blurred[25, 24] == 25 && blurred[24, 23] == 25 && blurred[25, 25] == 15)
    let flat = picture(48, 48) { _, _ in 77 }
    #expect(try Corruption(.blur, 3).apply(to: flat, using: &generator) == flat)
  }

  @Test func `glasses cover the eyes and a mask the mouth, and nothing else changes`() throws {
    for (kind, row, shade) in [(Corruption.Kind.eyes, 19, UInt8(20)), (.mouth, 37, 215)] {
      let covered = try damaged(kind, 0.2)
      let changed = Set((0..<48 * 48).filter { covered.pixels[$0] != face.pixels[$0] }.map { $0 / 48 })
      #expect(covered[24, row] == shade)
      #expect(changed.count == 10 || changed.count == 9)
      #expect(changed.contains(row) && !changed.contains(row - 8) && !changed.contains(row + 8))
    }
  }

  @Test func `a tilted head is turned about the middle, to either side`() throws {
    let line = picture(49, 49) { x, y in y == 24 ? 255 : 0 }
    let turned = try (0..<8).map { seed in
      var generator = SeededGenerator(seed: UInt64(seed))
      return try Corruption(.rotation, 45).apply(to: line, using: &generator)
    }
    #expect(turned.allSatisfy { $0[24, 24] > 150 })
    let clockwise = turned.filter { $0[34, 34] > 100 && $0[34, 14] < 50 }
    let other = turned.filter { $0[34, 14] > 100 && $0[34, 34] < 50 }
    #expect(clockwise.count + other.count == 8 && !clockwise.isEmpty && !other.isEmpty)
  }
}
