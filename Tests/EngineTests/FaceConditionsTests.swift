import Emotions
import Engine
import Faces
import Images
import Testing

@Suite struct FaceConditionsTests {
  @Test(arguments: [-50.0, -20, 0, 15, 45])
  func `the head's turn is read from eyes and nose, whatever its tilt and size`(yaw: Double) {
    for (roll, pitch) in [(0.0, 0.0), (20, 0), (-15, 0), (0, 12), (10, -10)] {
      for eyes in [15.0, 60] {
        let face = SyntheticHead(eyes: eyes, yaw: yaw, pitch: pitch, roll: roll).face
        let allowed = pitch == 0 ? 1e-6 : 4 + abs(yaw) / 4
        #expect(abs(face.landmarks.yaw - yaw) <= allowed, "\(roll)° \(pitch)°")
      }
    }
  }

  @Test func `eyes in one place have no turn`() {
    let face = SyntheticHead(eyes: 0).face
    #expect(face.landmarks.yaw == 0 && face.landmarks.eyeDistance == 0)
  }

  @Test func `light, size and turn are said`() {
    func obstacle(
      light: Double = 120, contrast: Double = 40, eyes: Double = 50, yaw: Double = 0
    ) -> Obstacle? {
      FaceConditions(light: light, contrast: contrast, eyeDistance: eyes, yaw: yaw).obstacle
    }
    #expect(obstacle() == nil)
    #expect(obstacle(light: 12, contrast: 15) == .tooDark)
    #expect(obstacle(light: 35, contrast: 5) == .tooDark)
    #expect(obstacle(light: 42, contrast: 22) == nil, "dark skin in good light")
    #expect(obstacle(light: 245, contrast: 15) == .tooBright)
    #expect(obstacle(light: 220, contrast: 6) == .tooBright)
    #expect(obstacle(eyes: 7) == .tooSmall)
    #expect(obstacle(yaw: -55) == .turnedAway)
    #expect(obstacle(yaw: 30) == nil)
  }

  /// A picture of one grey, or with a lighter square that begins at a place.
  private func picture(_ gray: UInt8, square: (x: Int, gray: UInt8)? = nil) -> RGBImage {
    var pixels = [UInt8](repeating: gray, count: 3 * 200 * 100)
    if let square {
      for y in 20..<70 {
        for i in 3 * (y * 200 + square.x)..<3 * (y * 200 + square.x + 50) { pixels[i] = square.gray }
      }
    }
    return RGBImage(width: 200, height: 100, pixels: pixels)
  }

  @Test func `a glimpse knows light and contrast, also at the edge and beyond`() {
    var glimpse = Glimpse()
    glimpse.look(at: BoundingBox(x: 10, y: 10, width: 60, height: 60), in: picture(90))
    #expect(abs(glimpse.mean - 90) < 1 && glimpse.contrast < 0.01)
    glimpse.look(
      at: BoundingBox(x: 0, y: 20, width: 100, height: 50), in: picture(40, square: (50, 240)))
    #expect(abs(glimpse.mean - 140) < 10 && glimpse.contrast > 90)
    for box in [
      BoundingBox(x: -500, y: -500, width: 5000, height: 5000),
      BoundingBox(x: 900, y: 900, width: 9, height: 9),
      BoundingBox(x: .nan, y: 0, width: .infinity, height: 3),
      BoundingBox(x: 5, y: 5, width: -90, height: 0),
    ] {
      glimpse.look(at: box, in: picture(90))
      #expect(abs(glimpse.mean - 90) < 1)
    }
  }

  @Test func `a shift is a change, lamps and noise are not`() {
    var generator = SeededGenerator(seed: 2)
    let box = BoundingBox(x: 20, y: 10, width: 100, height: 80)
    func glimpse(_ image: RGBImage) -> Glimpse {
      var glimpse = Glimpse()
      glimpse.look(at: box, in: image)
      return glimpse
    }
    let before = glimpse(picture(60, square: (50, 160)))
    #expect(glimpse(picture(60, square: (50, 160))).change(since: before) == 0)
    #expect(glimpse(picture(60, square: (60, 160))).change(since: before) > 0.12)
    #expect(glimpse(picture(75, square: (50, 175))).change(since: before) < 0.02)
    let noisy = picture(60, square: (50, 160)).pixels.map { pixel in
      UInt8(Double(pixel) + Double.random(in: -8...8, using: &generator))
    }
    #expect(glimpse(RGBImage(width: 200, height: 100, pixels: noisy)).change(since: before) < 0.08)
  }
}
