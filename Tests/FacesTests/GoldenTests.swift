import Faces
import Foundation
import Images
import Testing

/// What LiteRT and numpy said of the pictures; written by tools/golden_faces.py.
private struct Golden: Decodable {
  struct Raw: Decodable {
    let logits: Data
    let boxes: Data
  }
  struct Face: Decodable {
    let score: Double
    let corners: [Double]
    let points: [Double]
  }
  let step: Int
  let raw: [String: [String: Raw]]
  let faces: [String: [String: [Face]]]

  static func load() throws -> Golden {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: folder.appending(path: "Golden/faces.json")))
  }
}

extension Data {
  fileprivate var floats: [Float] {
    withUnsafeBytes { bytes in
      stride(from: 0, to: count, by: 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
      }
    }
  }
}

private let kinds: [(name: String, kind: FaceNetworkKind)] = [
  ("short_range", .shortRange), ("full_range", .fullRange),
]

@Suite struct GoldenTests {
  /// Largest difference over the largest expected value.
  private func relativeError(_ values: [Float], _ expected: [Float]) -> Float {
    guard values.count == expected.count else { return .infinity }
    let largest = expected.map { abs($0) }.max() ?? 0
    return (zip(values, expected).map { abs($0 - $1) }.max() ?? 0) / largest
  }

  @Test func `both networks give the numbers of the original models`() throws {
    let golden = try Golden.load()
    for (name, kind) in kinds {
      let network = try Weights.network(kind)
      let pictures = try #require(golden.raw[name])
      #expect(pictures.count == 3)
      for (title, expected) in pictures {
        let picture = try #require(DrawnPictures.named(title, side: kind.side))
        let letterbox = Letterbox(width: kind.side, height: kind.side, side: kind.side)
        var memory = LetterboxMemory()
        let raw = try network.evaluate { letterbox.draw(picture, into: $0, with: &memory) }
        let rows = stride(from: 0, to: kind.anchors.count, by: golden.step)
        let boxes = rows.flatMap { raw.boxes[(16 * $0)..<(16 * $0 + 16)] }
        let logitError = relativeError(raw.logits, expected.logits.floats)
        let boxError = relativeError(boxes, expected.boxes.floats)
        #expect(logitError < 1e-3, "\(name), \(title): \(logitError)")
        #expect(boxError < 1e-3, "\(name), \(title): \(boxError)")
      }
    }
  }

  @Test func `faces and key points lie where the reference finds them`() throws {
    let golden = try Golden.load()
    let portrait = try Weights.portrait()
    let pictures = [
      "portrait": portrait, "wide": portrait.cropped(x: 0, y: 0, width: 512, height: 320),
      "narrow": portrait.cropped(x: 90, y: 0, width: 300, height: 512),
      "small": portrait.cropped(x: 110, y: 0, width: 250, height: 250),
      "cartoon": DrawnPictures.cartoon(300), "noise": DrawnPictures.noise(200),
      "gradient": DrawnPictures.gradient(200),
    ]
    for (name, kind) in kinds {
      let network = try Weights.network(kind)
      let expectations = try #require(golden.faces[name])
      #expect(Set(expectations.keys) == Set(pictures.keys))
      for (title, expected) in expectations {
        let faces = try network.detect(in: #require(pictures[title]))
        #expect(faces.count == expected.count, "\(name), \(title)")
        for (face, expected) in zip(faces, expected) {
          #expect(abs(face.score - expected.score) < 0.005, "\(name), \(title): score \(face.score)")
          let furthest =
            zip(places(of: face), expected.corners + expected.points).map { abs($0 - $1) }.max() ?? 0
          #expect(furthest < 0.5, "\(name), \(title): \(furthest) pixels")
        }
      }
    }
  }

  /// The box's corners and the six points, in the golden file's order.
  private func places(of face: DetectedFace) -> [Double] {
    let (box, marks) = (face.box, face.landmarks)
    let points = [
      marks.rightEye, marks.leftEye, marks.nose, marks.mouth, marks.rightEar, marks.leftEar,
    ]
    return [box.x, box.y, box.x + box.width, box.y + box.height] + points.flatMap { [$0.x, $0.y] }
  }
}
