import Faces
import Foundation

extension BoundingBox {
  var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// Side of the square of the same area.
  var side: Double { area.squareRoot() }

  /// Between the middles.
  func distance(to other: BoundingBox) -> Double {
    hypot(center.x - other.center.x, center.y - other.center.y)
  }
}

extension Landmarks {
  func map(_ place: (Point) -> Point) -> Landmarks {
    Landmarks(
      rightEye: place(rightEye), leftEye: place(leftEye), nose: place(nose), mouth: place(mouth),
      rightEar: place(rightEar), leftEar: place(leftEar))
  }

  func blended(with other: Landmarks, _ mix: (Point, Point) -> Point) -> Landmarks {
    Landmarks(
      rightEye: mix(rightEye, other.rightEye), leftEye: mix(leftEye, other.leftEye),
      nose: mix(nose, other.nose), mouth: mix(mouth, other.mouth), rightEar: mix(rightEar, other.rightEar),
      leftEar: mix(leftEar, other.leftEar))
  }
}

extension DetectedFace {
  /// Whether every number is one, and the box has an area.
  var isSound: Bool {
    let (box, marks) = (box, landmarks)
    let isPlaced = [marks.rightEye, marks.leftEye, marks.nose, marks.mouth, marks.rightEar, marks.leftEar]
      .allSatisfy { $0.x.isFinite && $0.y.isFinite }
    return isPlaced && box.x.isFinite && box.y.isFinite && box.area.isFinite && box.area > 0 && score.isFinite
  }

  /// Shifted, and grown about its middle.
  func moved(x: Double, y: Double, scaled scale: Double = 1) -> DetectedFace {
    let middle = box.center
    func place(_ point: Point) -> Point {
      Point(x: middle.x + (point.x - middle.x) * scale + x, y: middle.y + (point.y - middle.y) * scale + y)
    }
    let corner = place(Point(x: box.x, y: box.y))
    return DetectedFace(
      box: BoundingBox(x: corner.x, y: corner.y, width: box.width * scale, height: box.height * scale),
      landmarks: landmarks.map(place), score: score)
  }

  /// `share` of the other and the rest of this one; the score is the other's.
  func blended(with other: DetectedFace, share: Double) -> DetectedFace {
    func mix(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
    return DetectedFace(
      box: BoundingBox(
        x: mix(box.x, other.box.x), y: mix(box.y, other.box.y), width: mix(box.width, other.box.width),
        height: mix(box.height, other.box.height)),
      landmarks: landmarks.blended(with: other.landmarks) { Point(x: mix($0.x, $1.x), y: mix($0.y, $1.y)) },
      score: other.score)
  }
}
