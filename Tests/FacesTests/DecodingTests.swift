import Faces
import Foundation
import Testing

@Suite struct DecodingTests {
  @Test func `anchors are MediaPipe's`() {
    let short = FaceNetworkKind.shortRange.anchors
    #expect(short.count == 896)
    #expect(short[0] == Point(x: 0.03125, y: 0.03125) && short[1] == short[0])
    #expect(short[2] == Point(x: 0.09375, y: 0.03125))
    #expect(short[512] == Point(x: 0.0625, y: 0.0625) && short[517] == short[512])
    #expect(short[895] == Point(x: 0.9375, y: 0.9375))
    let full = FaceNetworkKind.fullRange.anchors
    #expect(full.count == 2304)
    #expect(full[49] == Point(x: 1.5 / 48, y: 1.5 / 48))
  }

  @Test func `a box is decoded relative to its anchor`() throws {
    var logits = [Float](repeating: -50, count: 896)
    var boxes = [Float](repeating: 0, count: 896 * 16)
    logits[517] = 2
    // Centre 6.4 px right of the anchor, 12.8 px wide, 25.6 px high; right eye 3.2 px left of and above the anchor.
    boxes.replaceSubrange((517 * 16)..<(517 * 16 + 6), with: [6.4, 0, 12.8, 25.6, -3.2, -3.2])
    logits[600] = 3  // a box without a size is none
    let found = RawDetections(logits: logits, boxes: boxes).candidates(of: .shortRange)
    let face = try #require(found.first)
    #expect(found.count == 1)
    #expect(abs(face.score - 1 / (1 + exp(-2))) < 1e-6)
    let expected = [(0.0625, -0.0375), (0.1625, 0.1625), (0.0375, 0.0375)]
    for (point, place) in zip(face.points, expected) {
      #expect(abs(point.x - place.0) < 1e-6 && abs(point.y - place.1) < 1e-6)
    }
  }

  @Test func `wild numbers from a damaged network are no face and no crash`() {
    for value in [Float.nan, .infinity, -.infinity, 3e38] {
      let raw = RawDetections(
        logits: [Float](repeating: value, count: 896), boxes: [Float](repeating: value, count: 896 * 16))
      for face in raw.candidates(of: .shortRange) { #expect(face.score <= 1) }
    }
  }

  private func candidate(_ score: Double, _ x: Double) -> FaceCandidate {
    let corners = [Point(x: x, y: 0), Point(x: x + 1, y: 1)]
    return FaceCandidate(score: score, points: corners + Array(repeating: Point(x: x, y: 0.5), count: 6))
  }

  @Test func `overlapping boxes become one at their weighted mean, with the best score`() throws {
    let faces = suppressed([candidate(0.6, 0.2), candidate(0.9, 0), candidate(0.7, 5)])
    try #require(faces.count == 2)
    #expect(faces[0].score == 0.9 && faces[1].score == 0.7)
    #expect(abs(faces[0].points[0].x - 0.6 * 0.2 / 1.5) < 1e-12)
    #expect(abs(faces[0].points[2].x - 0.6 * 0.2 / 1.5) < 1e-12)
    #expect(zip(faces[1].points, candidate(0.7, 5).points).allSatisfy { abs($0.x - $1.x) < 1e-12 })
  }

  @Test func `boxes that overlap little stay two`() {
    // Intersection over union of .25 and of .33 on either side of the limit of .3.
    #expect(suppressed([candidate(0.9, 0), candidate(0.8, 0.6)]).count == 2)
    #expect(suppressed([candidate(0.9, 0), candidate(0.8, 0.5)]).count == 1)
    #expect(suppressed([]).isEmpty)
  }

  @Test func `a letterbox leads back to the picture`() {
    let wide = Letterbox(width: 640, height: 480, side: 128)
    let corner = wide.inPicture(Point(x: 0, y: 16.0 / 128))
    #expect(corner == Point(x: 0, y: 0))
    #expect(wide.inPicture(Point(x: 1, y: 112.0 / 128)) == Point(x: 640, y: 480))
    let close = Letterbox(width: 48, height: 48, side: 128, content: 80)
    #expect(close.inPicture(Point(x: 0.5, y: 0.5)) == Point(x: 24, y: 24))
    #expect(close.inPicture(Point(x: 24.0 / 128, y: 104.0 / 128)) == Point(x: 0, y: 48))
  }
}
