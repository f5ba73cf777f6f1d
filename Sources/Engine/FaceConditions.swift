import Emotions
import Faces
import Foundation

/// How well a face can be read: its light, its size and how far it is turned away.
public struct FaceConditions: Codable, Hashable, Sendable {
  /// Mean brightness of the face, 0…255.
  public let light: Double
  /// Standard deviation of its brightness, 0…127.
  public let contrast: Double
  /// Distance between the eyes in pixels of the frame.
  public let eyeDistance: Double
  /// Degrees the head is turned, to the person's own left; 0 looks at the camera, −90…90.
  public let yaw: Double

  public init(light: Double, contrast: Double, eyeDistance: Double, yaw: Double) {
    self.light = light
    self.contrast = contrast
    self.eyeDistance = eyeDistance
    self.yaw = yaw
  }

  init(_ glimpse: Glimpse, _ landmarks: Landmarks) {
    self.init(
      light: glimpse.mean, contrast: glimpse.contrast, eyeDistance: landmarks.eyeDistance, yaw: landmarks.yaw)
  }

  /// What keeps the face from being read; `nil` where nothing does.
  ///
  /// Dark skin in good light is darker than 60 in the mean at times, but has contrast; a face in the dark has
  /// neither. The bounds lie where the portrait of the tests, dimmed, begins to be misread. Below 14 pixels between
  /// the eyes the aligned face, which has 18 there, is more guess than picture.
  public var obstacle: Obstacle? {
    if FaceConditions.isDark(light, contrast) { return .tooDark }
    if FaceConditions.isBright(light, contrast) { return .tooBright }
    if eyeDistance < 14 { return .tooSmall }
    return abs(yaw) > 40 ? .turnedAway : nil
  }

  static func isDark(_ light: Double, _ contrast: Double) -> Bool {
    light < 16 || (light < 45 && contrast < 7)
  }

  static func isBright(_ light: Double, _ contrast: Double) -> Bool {
    light > 238 || (light > 210 && contrast < 7)
  }
}

extension Landmarks {
  /// Between the eyes, in pixels.
  public var eyeDistance: Double { hypot(leftEye.x - rightEye.x, leftEye.y - rightEye.y) }

  /// Degrees the head is turned to the person's own left, −90…90, from where the tip of the nose lies between the eyes.
  ///
  /// Of a head turned by θ the nose, which stands out by 0.42 of the eyes' distance (26 mm of 63), is seen
  /// 0.42 sin θ aside and the eyes cos θ apart, so the ratio is 0.42 tan θ whatever the size and tilt. A nod of 10°
  /// adds an error of up to a quarter of the turn.
  public var yaw: Double {
    let distance = eyeDistance
    guard distance >= 1 else { return 0 }
    let (ux, uy) = ((leftEye.x - rightEye.x) / distance, (leftEye.y - rightEye.y) / distance)
    let middle = Point(x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2)
    let aside = ((nose.x - middle.x) * ux + (nose.y - middle.y) * uy) / distance
    return atan(aside / 0.42) * 180 / .pi
  }
}
