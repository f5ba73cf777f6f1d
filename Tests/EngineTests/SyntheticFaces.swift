import Faces
import Foundation

/// A head drawn as numbers: where a detector would find the parts of a head that is turned, from a simple model.
struct SyntheticHead {
  var x = 320.0
  var y = 240.0
  /// Distance between the eyes when looking at the camera.
  var eyes = 50.0
  /// Degrees: to its own left, up, and tilted.
  var yaw = 0.0
  var pitch = 0.0
  var roll = 0.0

  /// Key points of the head in units of the eyes' distance: right (of the picture), down, towards the camera.
  private static let model: [(Double, Double, Double)] = [
    (-0.5, 0, 0), (0.5, 0, 0), (0, 0.55, 0.42), (0, 1.05, 0.25), (-1.1, 0.3, -1.3), (1.1, 0.3, -1.3),
  ]

  var face: DetectedFace {
    let (yaw, pitch, roll) = (yaw * .pi / 180, pitch * .pi / 180, roll * .pi / 180)
    let points = Self.model.map { (right, down, near) in
      let turned = (right * cos(yaw) + near * sin(yaw), near * cos(yaw) - right * sin(yaw))
      let nodded = down * cos(pitch) - turned.1 * sin(pitch)
      return Point(
        x: x + eyes * (turned.0 * cos(roll) - nodded * sin(roll)),
        y: y + eyes * (turned.0 * sin(roll) + nodded * cos(roll)))
    }
    let side = 2.5 * eyes
    return DetectedFace(
      box: BoundingBox(x: x - side / 2, y: y - 0.3 * side, width: side, height: side),
      landmarks: Landmarks(
        rightEye: points[0], leftEye: points[1], nose: points[2], mouth: points[3], rightEar: points[4],
        leftEar: points[5]),
      score: 0.9)
  }
}

/// A generator of the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
