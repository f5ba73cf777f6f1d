import Faces
import Foundation
import Images
import Testing

@Suite struct FaceAlignerTests {
  /// Landmarks of a face whose four points lie as in the framing, turned by `degrees`, its eyes `distance` apart around
  /// `middle`.
  private func face(_ middle: Point, distance: Double, degrees: Double = 0) -> Landmarks {
    let framing = FaceAligner.framing
    let scale = distance / (framing.leftEye.x - framing.rightEye.x)
    let (cosine, sine) = (cos(degrees * .pi / 180) * scale, sin(degrees * .pi / 180) * scale)
    func place(_ point: Point) -> Point {
      let (x, y) = (point.x - 0.5, point.y - framing.leftEye.y)
      return Point(x: middle.x + cosine * x - sine * y, y: middle.y + sine * x + cosine * y)
    }
    let (right, left) = (place(framing.rightEye), place(framing.leftEye))
    return Landmarks(
      rightEye: right, leftEye: left, nose: place(framing.nose), mouth: place(framing.mouth), rightEar: right,
      leftEar: left)
  }

  @Test(arguments: [48, 96, 112])
  func `eyes, nose and mouth come to lie where FER2013 has them`(side: Int) {
    let framing = FaceAligner.framing
    for seen in [
      face(Point(x: 230, y: 150), distance: 60), face(Point(x: 225, y: 170), distance: 64, degrees: 39),
      face(Point(x: 25, y: 60), distance: 61, degrees: -99),
    ] {
      let map = FaceAligner().map(seen, side: side)
      for (place, point) in [
        (framing.rightEye, seen.rightEye), (framing.leftEye, seen.leftEye), (framing.nose, seen.nose),
        (framing.mouth, seen.mouth),
      ] {
        let found = map(place.x * Double(side), place.y * Double(side))
        #expect(hypot(found.x - point.x, found.y - point.y) < 1e-9)
      }
      // The map turns and does not mirror.
      #expect(map.a * map.d - map.b * map.c > 0)
    }
  }

  @Test func `a head turned to the side keeps its size, though its eyes are nearer together`() {
    let straight = face(Point(x: 230, y: 150), distance: 60)
    func squeezed(_ point: Point) -> Point { Point(x: 230 + (point.x - 230) * 0.6, y: point.y) }
    let turned = Landmarks(
      rightEye: squeezed(straight.rightEye), leftEye: squeezed(straight.leftEye), nose: straight.nose,
      mouth: straight.mouth, rightEar: straight.rightEar, leftEar: straight.leftEar)
    let ratio = FaceAligner().map(turned, side: 96).scale / FaceAligner().map(straight, side: 96).scale
    // By the eyes alone it would be 0.6. By all points: (0.6·2·0.1865² + Σdy²) / (2·0.1865² + Σdy²), dy about .5415.
    let (across, down) = (2 * 0.1865 * 0.1865, 2 * 0.1475 * 0.1475 + 0.0565 * 0.0565 + 0.2385 * 0.2385)
    #expect(abs(ratio - (0.6 * across + down) / (across + down)) < 1e-9)
    #expect(ratio > 0.83 && ratio < 0.85)
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
    let tilted = face(Point(x: 150, y: 150), distance: 80, degrees: atan2(dy, dx) * 180 / .pi)
    let aligned = FaceAligner().align(frame, tilted, side: 96)
    // Between the eyes it is 128, at the right eye 128 − 20, at the left 128 + 20.
    #expect(abs(Int(aligned[47, 38]) - 128) <= 2)
    #expect(abs(Int(aligned[30, 38]) - 108) <= 2)
    #expect(abs(Int(aligned[65, 38]) - 148) <= 2)
    for y in stride(from: 5, to: 95, by: 10) { #expect(abs(Int(aligned[47, y]) - 128) <= 2) }
  }

  /// The face at 48×48, as a network takes it.
  private func drawn(_ face: PlacedFace) -> [Float] {
    [Float](unsafeUninitializedCapacity: 48 * 48) { values, count in
      face.draw(side: 48, into: UnsafeMutableBufferPointer(rebasing: values[..<(48 * 48)]))
      count = 48 * 48
    }
  }

  @Test func `a face at the edge of the frame repeats the edge`() {
    let frame = RGBImage(width: 60, height: 60, pixels: [UInt8](repeating: 77, count: 10_800))
    let small = GrayImage(width: 48, height: 48, pixels: [UInt8](repeating: 77, count: 48 * 48))
    for seen in [face(Point(x: 5, y: 5), distance: 30), face(Point(x: 70, y: 60), distance: 40, degrees: 4)] {
      #expect(FaceAligner().align(frame, seen, side: 48).pixels.allSatisfy { $0 == 77 })
      #expect(drawn(FaceAligner().face(in: small, seen)).allSatisfy { $0 == 77 / 127.5 - 1 })
    }
  }

  @Test func `points in one place are no crash`() {
    let frame = RGBImage(width: 60, height: 60, pixels: [UInt8](repeating: 77, count: 10_800))
    let gray = frame.gray()
    func landmarks(_ right: Point, _ left: Point) -> Landmarks {
      Landmarks(rightEye: right, leftEye: left, nose: right, mouth: left, rightEar: right, leftEar: left)
    }
    let point = Point(x: 30, y: 30)
    #expect(FaceAligner().align(frame, landmarks(point, point), side: 48).pixels.allSatisfy { $0 == 77 })
    let wild = landmarks(Point(x: -1e200, y: .infinity), Point(x: 1e200, y: .nan))
    #expect(FaceAligner().align(frame, wild, side: 48).pixels.count == 48 * 48)
    #expect(drawn(FaceAligner().face(in: gray, wild)).allSatisfy { abs($0 - (77 / 127.5 - 1)) < 1e-6 })
  }

  @Test func `a face in place already is left as it is`() throws {
    let framing = FaceAligner.framing
    func pixels(_ point: Point) -> Point { Point(x: point.x * 48, y: point.y * 48) }
    let (right, left) = (pixels(framing.rightEye), pixels(framing.leftEye))
    let place = Landmarks(
      rightEye: right, leftEye: left, nose: pixels(framing.nose), mouth: pixels(framing.mouth),
      rightEar: right, leftEar: left)
    let face = try Weights.portrait().gray().resized(width: 48, height: 48)
    for (drawn, pixel) in zip(drawn(FaceAligner().face(in: face, place)), face.pixels) {
      #expect(abs(drawn - (Float(pixel) / 127.5 - 1)) < 1e-5)
    }
  }

  @Test func `the points of a small face are found, in it and in its mirror image alike`() throws {
    let detector = try Weights.detector()
    let portrait = try Weights.portrait()
    let found = try #require(try detector.detect(in: portrait).first)
    let face = FaceAligner().align(portrait, found.landmarks, side: 48)
    let plain = try #require(try detector.landmarks(ofFace: face))
    let mirrored = try #require(try detector.landmarks(ofFace: face.mirrored()))
    #expect(abs(plain.rightEye.x - (48 - mirrored.leftEye.x)) < 1e-9)
    #expect(abs(plain.nose.x - (48 - mirrored.nose.x)) < 1e-9 && plain.mouth.y == mirrored.mouth.y)
    let framing = FaceAligner.framing
    #expect(
      hypot(plain.rightEye.x - framing.rightEye.x * 48, plain.rightEye.y - framing.rightEye.y * 48) < 1.5)
    #expect(hypot(plain.mouth.x - framing.mouth.x * 48, plain.mouth.y - framing.mouth.y * 48) < 2)
    let flat = GrayImage(width: 48, height: 48, pixels: [UInt8](repeating: 90, count: 48 * 48))
    #expect(try detector.landmarks(ofFace: flat) == nil)
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
