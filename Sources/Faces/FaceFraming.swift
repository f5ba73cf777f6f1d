/// Where the eyes lie in an aligned face, as fractions of its side.
public struct FaceFraming: Codable, Hashable, Sendable {
  /// Distance between the eyes.
  public let eyeDistance: Double
  /// Middle between the eyes, from the left.
  public let eyesX: Double
  /// Height of the eyes, from the top.
  public let eyesY: Double

  /// - Precondition: the distance is positive.
  public init(eyeDistance: Double, eyesX: Double, eyesY: Double) {
    precondition(eyeDistance > 0, "the eyes are apart, not \(eyeDistance)")
    self.eyeDistance = eyeDistance
    self.eyesX = eyesX
    self.eyesY = eyesY
  }

  /// How FER2013 frames its faces, so that a live face looks to the network as the training faces do.
  ///
  /// Medians over 3,000 pictures, as `mien data framing --data fer2013.csv` measures them with the short-range
  /// detector: eyes at (.310, .398) and (.682, .390).
  public static let fer2013 = FaceFraming(
    eyeDistance: 0.372, eyesX: (0.310 + 0.682) / 2, eyesY: (0.398 + 0.390) / 2)
}
