import Faces
import Foundation
import Images
import Testing

@Suite struct FaceAlignerTests {
  private func landmarks(_ right: Point, _ left: Point) -> Landmarks {
    Landmarks(rightEye: right, leftEye: left, nose: right, mouth: right, rightEar: right, leftEar: left)
  }

  @Test(arguments: [48, 96, 112])
  func `the eyes come to lie where FER2013 has them`(side: Int) {
    for (right, left) in [
      (Point(x: 200, y: 150), Point(x: 260, y: 150)), (Point(x: 200, y: 150), Point(x: 250, y: 190)),
      (Point(x: 30, y: 90), Point(x: 20, y: 30)),
    ] {
      let map = FaceAligner().map(landmarks(right, left), side: side)
      let framing = FaceAligner.framing
      let y = framing.eyesY * Double(side)
      let seenRight = map((framing.eyesX - framing.eyeDistance / 2) * Double(side), y)
      let seenLeft = map((framing.eyesX + framing.eyeDistance / 2) * Double(side), y)
      #expect(hypot(seenRight.x - right.x, seenRight.y - right.y) < 1e-9)
      #expect(hypot(seenLeft.x - left.x, seenLeft.y - left.y) < 1e-9)
      // Below the eyes is further down in the face: the map turns and does not mirror.
      #expect(map.a * map.d - map.b * map.c > 0)
    }
  }

  @Test func `a tilted face comes out level`() {
    // A frame in which brightness grows along the line of the tilted eyes: level, it grows to the right only.
    let (dx, dy) = (0.8, 0.6)
    let frame = RGBImage(
      width: 300, height: 300,
      pixels: (0..<300).flatMap { y in
        (0..<300).flatMap { x -> [UInt8] in
          let value = UInt8(min(255, max(0, 128 + 0.5 * ((Double(x) - 150) * dx + (Double(y) - 150) * dy))))
          return [value, value, value]
        }
      })
    let eyes = landmarks(Point(x: 150 - 40 * dx, y: 150 - 40 * dy), Point(x: 150 + 40 * dx, y: 150 + 40 * dy))
    let aligned = FaceAligner().align(frame, eyes, side: 96)
    // Between the eyes it is 128, at the right eye 128 − 20, at the left 128 + 20.
    #expect(abs(Int(aligned[47, 38]) - 128) <= 2)
    #expect(abs(Int(aligned[30, 38]) - 108) <= 2)
    #expect(abs(Int(aligned[65, 38]) - 148) <= 2)
    for y in stride(from: 5, to: 95, by: 10) { #expect(abs(Int(aligned[47, y]) - 128) <= 2) }
  }

  @Test func `a face at the edge of the frame repeats the edge`() {
    let frame = RGBImage(width: 60, height: 60, pixels: [UInt8](repeating: 77, count: 10_800))
    for eyes in [
      landmarks(Point(x: -10, y: 5), Point(x: 20, y: 5)), landmarks(Point(x: 50, y: 58), Point(x: 90, y: 61)),
    ] {
      let aligned = FaceAligner().align(frame, eyes, side: 48)
      #expect(aligned.pixels.allSatisfy { $0 == 77 })
    }
  }

  @Test func `eyes in one place are no crash`() {
    let frame = RGBImage(width: 60, height: 60, pixels: [UInt8](repeating: 77, count: 10_800))
    let point = Point(x: 30, y: 30)
    #expect(FaceAligner().align(frame, landmarks(point, point), side: 48).pixels.allSatisfy { $0 == 77 })
    let wild = landmarks(Point(x: -1e200, y: .infinity), Point(x: 1e200, y: .nan))
    #expect(FaceAligner().align(frame, wild, side: 48).pixels.count == 48 * 48)
  }

  @Test func `the aligned portrait has its own eyes in place`() throws {
    let portrait = try Weights.portrait()
    let detector = try Weights.detector()
    let face = try #require(try detector.detect(in: portrait).first)
    let aligned = FaceAligner().align(portrait, face.landmarks, side: 96)
    let framing = try #require(try detector.framing(of: aligned))
    #expect(abs(framing.rightEye.x - 0.313) < 0.03 && abs(framing.rightEye.y - 0.40) < 0.03)
    #expect(abs(framing.leftEye.x - 0.682) < 0.03 && abs(framing.leftEye.y - 0.40) < 0.03)
  }
}
