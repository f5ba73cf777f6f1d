import Faces
import Foundation
import Images
import Testing

@Suite struct FaceDetectorTests {
  /// The pupils in the portrait, read off it by eye.
  private let rightPupil = Point(x: 203, y: 101)
  private let leftPupil = Point(x: 246.5, y: 103.5)

  private func distance(_ a: Point, _ b: Point) -> Double { hypot(a.x - b.x, a.y - b.y) }

  @Test func `a look from nearer finds the eyes of a small face more exactly`() throws {
    let detector = try Weights.detector()
    let portrait = try Weights.portrait()
    let first = try #require(try detector.shortRange.detect(in: portrait).first)
    let nearer = try #require(try detector.detect(in: portrait).first)
    #expect(distance(first.landmarks.leftEye, leftPupil) > 4)
    #expect(distance(nearer.landmarks.leftEye, leftPupil) < 2)
    #expect(nearer.score == first.score)
  }

  @Test func `the portrait has one face, its eyes level and apart`() throws {
    let faces = try Weights.detector().detect(in: Weights.portrait())
    let face = try #require(faces.first)
    #expect(faces.count == 1)
    #expect(face.score > 0.9)
    #expect(distance(face.landmarks.rightEye, rightPupil) < 3)
    #expect(distance(face.landmarks.leftEye, leftPupil) < 3)
    #expect(face.landmarks.mouth.y > face.landmarks.nose.y)
  }

  @Test func `where the first network sees nothing the second looks`() throws {
    // The portrait far away: less than half of its size in a wide grey frame.
    let far = framed(try Weights.portrait().resized(width: 240, height: 240), width: 640, height: 480)
    let detector = try Weights.detector()
    #expect(try detector.shortRange.detect(in: far).isEmpty)
    let face = try #require(try detector.detect(in: far).first)
    let scale = 240.0 / 512
    let eye = Point(x: 200 + rightPupil.x * scale, y: 120 + rightPupil.y * scale)
    #expect(distance(face.landmarks.rightEye, eye) < 2)
  }

  @Test func `a face that fills the picture to its edges is found`() throws {
    let close = try Weights.portrait().cropped(x: 180, y: 66, width: 92, height: 98)
    let face = try #require(try Weights.detector().detect(in: close).first)
    #expect(abs(face.landmarks.rightEye.x - 24) < 5)
    #expect(abs(face.landmarks.leftEye.x - 70) < 5)
  }

  @Test func `of two faces the larger comes first`() throws {
    let portrait = try Weights.portrait()
    let large = portrait.cropped(x: 110, y: 0, width: 250, height: 250)
    let small = large.resized(width: 150, height: 150)
    let both = framed([(small, 20, 50), (large, 190, 0)], width: 460, height: 250)
    let faces = try Weights.detector().detect(in: both)
    try #require(faces.count == 2)
    #expect(faces[0].box.area > faces[1].box.area)
    #expect(faces[0].landmarks.nose.x > 190 && faces[1].landmarks.nose.x < 170)
  }

  @Test func `pictures of nobody have no face`() throws {
    let detector = try Weights.detector()
    for picture in [
      DrawnPictures.noise(200), DrawnPictures.gradient(200),
      RGBImage(width: 1, height: 1, pixels: [9, 9, 9]),
      RGBImage(width: 3, height: 700, pixels: [UInt8](repeating: 80, count: 6_300)),
    ] {
      #expect(try detector.detect(in: picture).isEmpty)
    }
  }

  @Test func `the same picture gives the same faces every time`() throws {
    let detector = try Weights.detector()
    let portrait = try Weights.portrait()
    let first = try detector.detect(in: portrait)
    _ = try detector.detect(in: DrawnPictures.cartoon(300))
    #expect(try detector.detect(in: portrait) == first)
  }

  @Test func `the framing of a small grey face is told in fractions`() throws {
    let face = try Weights.portrait().gray().rgb().cropped(x: 165, y: 40, width: 125, height: 125).gray()
    let framing = try #require(try Weights.detector().framing(of: face.resized(width: 48, height: 48)))
    func fraction(_ point: Point) -> Point { Point(x: (point.x - 165) / 125, y: (point.y - 40) / 125) }
    #expect(distance(framing.rightEye, fraction(rightPupil)) < 0.03)
    #expect(distance(framing.leftEye, fraction(leftPupil)) < 0.03)
    let flat = GrayImage(width: 48, height: 48, pixels: [UInt8](repeating: 128, count: 48 * 48))
    #expect(try Weights.detector().framing(of: flat) == nil)
  }

  @Test func `a missing, damaged or wrong file is named in the error`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let damaged = folder.appending(path: "damaged.tflite")
    try Data(Weights.bytes(of: Weights.shortRange).prefix(100_000)).write(to: damaged)
    func message(_ shortRange: URL) -> String {
      do {
        _ = try FaceDetector(shortRange: shortRange, fullRange: Weights.fullRange)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    let missing = message(folder.appending(path: "missing.tflite"))
    #expect(missing.contains("missing.tflite cannot be read"))
    #expect(missing.contains("fetch it with tools/fetch_weights.py"))
    #expect(message(damaged).contains("damaged.tflite: this is no sound TFLite file"))
    #expect(message(Weights.fullRange).contains("its SHA-256 is not that of the published file"))
    #expect(throws: FaceError.notADetector("it takes 192×192×3")) {
      try FaceNetwork(.shortRange, TFLiteNetwork(TFLiteModel(Weights.bytes(of: Weights.fullRange))))
    }
  }

  private func framed(_ picture: RGBImage, width: Int, height: Int) -> RGBImage {
    framed(
      [(picture, (width - picture.width) / 2, (height - picture.height) / 2)], width: width, height: height)
  }

  /// Pictures on grey, each with its left and top.
  private func framed(
    _ pictures: [(image: RGBImage, left: Int, top: Int)], width: Int, height: Int
  ) -> RGBImage {
    var pixels = [UInt8](repeating: 120, count: 3 * width * height)
    for (image, left, top) in pictures {
      for y in 0..<image.height {
        let row = image.pixels[(3 * y * image.width)..<(3 * (y + 1) * image.width)]
        let start = 3 * ((top + y) * width + left)
        pixels.replaceSubrange(start..<(start + row.count), with: row)
      }
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }
}
