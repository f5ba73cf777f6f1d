import Images
import Testing
import Training

struct DataAugmentationTests {
  private let face = picture(48, 48) { x, y in Double((x * 7 + y * 5 + x * y) % 256) }

  /// The largest difference of two outputs.
  private func difference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test func `at its own size a picture is only scaled to −1…1`() {
    let output = FaceRenderer(side: 48).render(PlacedFace(face))
    #expect(difference(output, face.pixels.map { Float($0) / 127.5 - 1 }) < 1e-6)
  }

  @Test func `enlarging is bilinear between pixel centres with the border repeated`() {
    let image = GrayImage(width: 2, height: 2, pixels: [0, 100, 200, 40])
    let output = FaceRenderer(side: 4).render(PlacedFace(image))
    // Quarters between the pixels, as PyTorch's interpolate(align_corners=False) gives.
    let expected: [Float] = [
      0, 25, 75, 100,
      50, 58.75, 76.25, 85,
      150, 126.25, 78.75, 55,
      200, 160, 80, 40,
    ]
    #expect(difference(output, expected.map { $0 / 127.5 - 1 }) < 1e-6)
  }

  @Test func `a mirrored picture is the picture mirrored`() {
    var variation = Variation.identity
    variation.mirrored = true
    let renderer = FaceRenderer(side: 96)
    let plain = renderer.render(PlacedFace(face))
    let mirrored = renderer.render(PlacedFace(face), variation)
    let expected: [Float] = (0..<96 * 96).map { (at: Int) -> Float in plain[at / 96 * 96 + 95 - at % 96] }
    #expect(difference(mirrored, expected) < 1e-4)
  }

  @Test func `a shift moves to the right and down and repeats the border`() {
    var variation = Variation.identity
    variation.across = 0.25
    variation.down = 0.5
    let output = FaceRenderer(side: 48).render(PlacedFace(face), variation)
    let expected = (0..<48 * 48).map { (at: Int) -> Float in
      Float(face[max(at % 48 - 12, 0), max(at / 48 - 24, 0)]) / 127.5 - 1
    }
    #expect(difference(output, expected) < 1e-4)
  }

  @Test func `a quarter turn is clockwise`() {
    var variation = Variation.identity
    variation.degrees = 90
    let output = FaceRenderer(side: 48).render(PlacedFace(face), variation)
    let expected = (0..<48 * 48).map { (at: Int) -> Float in Float(face[at / 48, 47 - at % 48]) / 127.5 - 1 }
    #expect(difference(output, expected) < 1e-3)
  }

  @Test func `scaling enlarges about the middle`() {
    var variation = Variation.identity
    variation.scale = 2
    let step = picture(48, 48) { x, _ in (12..<36).contains(x) ? 255 : 0 }
    let output = FaceRenderer(side: 48).render(PlacedFace(step), variation)
    #expect(output[..<48].min() ?? -1 >= -0.6)
    #expect(output[1] == 1 && output[24] == 1 && output[46] == 1)
    variation.scale = 0.5
    let small = FaceRenderer(side: 48).render(PlacedFace(step), variation)
    #expect(small[16] == -1 && small[19] == 1 && small[28] == 1 && small[31] == -1)
  }

  @Test func `brightness is added and contrast turns about the mean, within −1…1`() {
    var variation = Variation.identity
    variation.brightness = 0.2
    variation.contrast = 0.5
    let image = GrayImage(width: 2, height: 1, pixels: [0, 255])
    #expect(
      difference(FaceRenderer(side: 2).render(PlacedFace(image), variation), [-0.3, 0.7, -0.3, 0.7]) < 1e-6)
    variation.contrast = 2
    #expect(FaceRenderer(side: 2).render(PlacedFace(image), variation) == [-1, 1, -1, 1])
  }

  @Test func `an erased rectangle has one shade and leaves the rest`() {
    var variation = Variation.identity
    variation.erased = ErasedRectangle(x: 0.25, y: 0.5, width: 0.5, height: 0.25, shade: 0.125)
    let plain = FaceRenderer(side: 8).render(PlacedFace(face))
    let output = FaceRenderer(side: 8).render(PlacedFace(face), variation)
    for at in 0..<64 {
      let inside = (2..<6).contains(at % 8) && (4..<6).contains(at / 8)
      #expect(output[at] == (inside ? 0.125 : plain[at]))
    }
  }

  @Test func `pictures larger than the network are reduced by area`() {
    let checkers = picture(96, 96) { x, y in (x + y) % 2 == 0 ? 254 : 0 }
    let output = FaceRenderer(side: 48).render(PlacedFace(checkers))
    #expect(difference(output, Array(repeating: 127 / 127.5 - 1, count: 48 * 48)) < 1e-6)
  }

  @Test func `the same seed, epoch and picture give the same variation`() {
    let draws = (0..<500).map { index in
      var generator = SeededGenerator(seed: 7, epoch: 3, index: index)
      return Augmentation().draw(using: &generator)
    }
    for index in [499, 0, 250] {
      var generator = SeededGenerator(seed: 7, epoch: 3, index: index)
      #expect(Augmentation().draw(using: &generator) == draws[index])
    }
    #expect(Set(draws).count == 500)
  }

  @Test func `variations lie in the ranges and fill them`() {
    var generator = SeededGenerator(seed: 1)
    let draws = (0..<2_000).map { _ in Augmentation().draw(using: &generator) }
    #expect(draws.allSatisfy { abs($0.degrees) <= 15 && abs($0.across) <= 0.12 && abs($0.down) <= 0.12 })
    #expect(draws.allSatisfy { (0.85...1.15).contains($0.scale) && (0.7...1.3).contains($0.contrast) })
    #expect(draws.allSatisfy { abs($0.brightness) <= 0.25 })
    #expect(draws.contains { $0.degrees > 14 } && draws.contains { $0.degrees < -14 })
    #expect((900...1_100).contains(draws.count { $0.mirrored }))
    let erased = draws.compactMap(\.erased)
    #expect((520...680).contains(erased.count))
    #expect(
      erased.allSatisfy {
        $0.x >= 0 && $0.y >= 0 && $0.x + $0.width <= 1.0001 && $0.y + $0.height <= 1.0001
          && (0.0199...0.2501).contains($0.width * $0.height)
      })
  }
}
