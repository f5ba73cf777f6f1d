import Foundation
import Images
import Testing

struct PlacedFaceTests {
  private let picture = GrayImage(
    width: 4, height: 3, pixels: [0, 40, 80, 120, 20, 200, 10, 90, 250, 60, 30, 170])

  private func drawn(_ face: PlacedFace, _ side: Int, _ variation: AffineMap = .identity) -> [Float] {
    [Float](unsafeUninitializedCapacity: side * side) { values, count in
      face.draw(
        side: side, varied: variation, into: UnsafeMutableBufferPointer(rebasing: values[..<(side * side)]))
      count = side * side
    }
  }

  @Test func `a turned and moved face is sampled as by PyTorch's grid_sample`() {
    let place = AffineMap(a: 0.6, b: -0.3, c: 0.25, d: 0.7, tx: 0.3, ty: 0.1)
    // m = torch.tensor([[[a, b, a + b + 2 * tx - 1], [c, d, c + d + 2 * ty - 1]]])
    // grid_sample(picture, affine_grid(m, (1, 1, 3, 3)), padding_mode="border"), both align_corners=False
    let expected: [Float] = [
      76.1500, 67.4750, 61.2500, 107.7500, 122.3000, 30.3500, 168.2750, 86.7250, 39.0000,
    ]
    for (value, wanted) in zip(drawn(PlacedFace(picture, place: place), 3), expected) {
      #expect(abs((value + 1) * 127.5 - wanted) < 1e-3)
    }
  }

  @Test func `a variation comes before the place, in the same sampling`() {
    let place = AffineMap(a: 0.6, b: -0.3, c: 0.25, d: 0.7, tx: 0.3, ty: 0.1)
    let variation = AffineMap(a: -1, b: 0, c: 0, d: 1, tx: 1, ty: 0.1)
    let both = drawn(PlacedFace(picture, place: variation.then(place)), 3)
    for (value, wanted) in zip(drawn(PlacedFace(picture, place: place), 3, variation), both) {
      #expect(abs(value - wanted) < 1e-6)
    }
    let (x, y) = variation.then(place)(0.2, 0.4)
    let first = variation(0.2, 0.4)
    let second = place(first.x, first.y)
    #expect(abs(x - second.x) + abs(y - second.y) < 1e-12)
  }

  @Test func `the mirror image of a placed face is its drawing read backwards`() {
    let place = AffineMap(a: 0.6, b: -0.3, c: 0.25, d: 0.7, tx: 0.3, ty: 0.1)
    let plain = drawn(PlacedFace(picture, place: place), 5)
    let mirrored = drawn(PlacedFace(picture, place: place).mirrored(), 5)
    for at in 0..<25 { #expect(abs(mirrored[at] - plain[at / 5 * 5 + 4 - at % 5]) < 1e-5) }
  }

  @Test func `places far outside, without end or not a number repeat the border`() {
    for place in [
      AffineMap(a: 1, b: 0, c: 0, d: 1, tx: 1e300, ty: 0), .scaling(.infinity, 1), .scaling(.nan, .nan),
    ] {
      #expect(drawn(PlacedFace(picture, place: place), 4).allSatisfy { (-1...1).contains($0) })
    }
  }
}
