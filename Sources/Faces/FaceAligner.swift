import Foundation
import Images

/// Cuts a face out of a frame so that its eyes lie level and where the network expects them: the aligned face.
///
/// A similarity transform (turn, scale, shift) from the two eyes; what lies beyond the frame repeats its edge.
public struct FaceAligner: Hashable, Sendable {
  /// Where the eyes of the training faces lie.
  public static let framing = FaceFraming.fer2013

  private let framing: FaceFraming

  public init(framing: FaceFraming = FaceAligner.framing) { self.framing = framing }

  /// The aligned face in grey, `side`×`side`. 0.3 ms for a face of 70 pixels, 1 ms for one of 230.
  ///
  /// - Parameters:
  ///   - landmarks: in pixels of `image`.
  ///   - side: in pixels, such as 48, 96 or 112.
  /// - Precondition: `side` is positive.
  public func align(_ image: RGBImage, _ landmarks: Landmarks, side: Int) -> GrayImage {
    precondition(side > 0, "an aligned face has a positive side, not \(side)")
    return image.warpedGray(width: side, height: side, through: map(landmarks, side: side))
  }

  /// From pixels of the aligned face to pixels of the frame.
  ///
  /// The person's right eye is on the left of the picture. Eyes closer than a pixel, which no detector means, count
  /// as a pixel apart.
  package func map(_ landmarks: Landmarks, side: Int) -> AffineMap {
    let (right, left) = (landmarks.rightEye, landmarks.leftEye)
    let (dx, dy) = (left.x - right.x, left.y - right.y)
    let distance = (dx * dx + dy * dy).squareRoot()
    let (ux, uy) = distance >= 1 ? (dx / distance, dy / distance) : (1, 0)
    let scale = max(distance, 1) / (framing.eyeDistance * Double(side))
    let (a, b) = (scale * ux, scale * uy)
    let (x, y) = (framing.eyesX * Double(side), framing.eyesY * Double(side))
    return AffineMap(
      a: a, b: -b, c: b, d: a, tx: (right.x + left.x) / 2 - a * x + b * y,
      ty: (right.y + left.y) / 2 - b * x - a * y)
  }
}
