import Foundation

/// A box that may be a face, as fractions of the network's square.
package struct FaceCandidate {
  package let score: Double
  /// Top left and bottom right corner of the box, then the six points in the order of the network: right eye, left
  /// eye, nose, mouth, right ear, left ear.
  package let points: [Point]

  package init(score: Double, points: [Point]) {
    self.score = score
    self.points = points
  }

  var box: BoundingBox {
    BoundingBox(
      x: points[0].x, y: points[0].y, width: points[1].x - points[0].x, height: points[1].y - points[0].y)
  }

  /// The face, in pixels of the picture that was drawn into the square.
  func face(in letterbox: Letterbox) -> DetectedFace {
    let p = points.map(letterbox.inPicture)
    return DetectedFace(
      box: BoundingBox(x: p[0].x, y: p[0].y, width: p[1].x - p[0].x, height: p[1].y - p[0].y),
      landmarks: Landmarks(
        rightEye: p[2], leftEye: p[3], nose: p[4], mouth: p[5], rightEar: p[6], leftEar: p[7]),
      score: score)
  }
}

extension RawDetections {
  /// The boxes whose score reaches the threshold of their network.
  package func candidates(of kind: FaceNetworkKind) -> [FaceCandidate] {
    let side = Double(kind.side)
    var candidates: [FaceCandidate] = []
    for (i, anchor) in kind.anchors.enumerated() {
      let score = 1 / (1 + exp(-min(max(Double(logits[i]), -100), 100)))
      guard score >= kind.threshold else { continue }
      let start = i * Self.valuesPerBox
      func value(_ place: Int) -> Double { Double(boxes[start + place]) / side }
      let center = Point(x: anchor.x + value(0), y: anchor.y + value(1))
      let (width, height) = (value(2), value(3))
      let isSound = boxes[start..<(start + Self.valuesPerBox)].allSatisfy(\.isFinite)
      guard width > 0, height > 0, isSound else { continue }
      var points: [Point] = []
      points.reserveCapacity(Self.valuesPerBox / 2)
      points.append(Point(x: center.x - width / 2, y: center.y - height / 2))
      points.append(Point(x: center.x + width / 2, y: center.y + height / 2))
      for place in stride(from: 4, to: Self.valuesPerBox, by: 2) {
        points.append(Point(x: anchor.x + value(place), y: anchor.y + value(place + 1)))
      }
      candidates.append(FaceCandidate(score: score, points: points))
    }
    return candidates
  }
}

/// Weighted non-maximum suppression (Bazarevsky et al. 2019, section 3.5): boxes that overlap the best one are
/// one face, whose place is their mean weighted by score. Less jitter from frame to frame than taking the best alone.
///
/// - Parameter overlap: intersection over union above which two boxes are one face.
/// - Returns: faces, the most certain first, each with the score of its best box.
package func suppressed(_ candidates: [FaceCandidate], overlap: Double = 0.3) -> [FaceCandidate] {
  var rest = candidates.sorted { $0.score > $1.score }
  var faces: [FaceCandidate] = []
  while let best = rest.first {
    let box = best.box
    let same = rest.filter { $0.box.intersectionOverUnion(box) > overlap }
    let sum = same.reduce(0) { $0 + $1.score }
    let points = best.points.indices.map { i in
      Point(
        x: same.reduce(0) { $0 + $1.score * $1.points[i].x } / sum,
        y: same.reduce(0) { $0 + $1.score * $1.points[i].y } / sum)
    }
    faces.append(FaceCandidate(score: best.score, points: points))
    rest = rest.dropFirst().filter { $0.box.intersectionOverUnion(box) <= overlap }
  }
  return faces
}
