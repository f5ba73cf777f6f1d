import Foundation
import Images

/// Cuts a face out of a frame so that it is level and its eyes, nose and mouth lie where the network expects them: the
/// aligned face.
///
/// A similarity transform (turn, scale, shift), the one that brings the four points nearest to their places by the sum
/// of squares (Umeyama 1991, IEEE TPAMI 13:376). The eyes alone, which move together when a head turns to the side,
/// would make turned faces too large. What lies beyond the frame repeats its edge.
public struct FaceAligner: Hashable, Sendable {
  /// Where the points of the training faces lie.
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

  /// Draws the aligned face into memory that is used again; see ``align(_:_:side:)``.
  package func align(
    _ image: RGBImage, _ landmarks: Landmarks, side: Int, into face: inout GrayImage,
    with memory: inout WarpMemory
  ) {
    face.redraw(
      warping: image, width: side, height: side, through: map(landmarks, side: side), with: &memory)
  }

  /// The face in a picture, to be drawn upright from it.
  ///
  /// - Parameter landmarks: in pixels of `picture`.
  public func face(in picture: GrayImage, _ landmarks: Landmarks) -> PlacedFace {
    let shares = AffineMap.scaling(1 / Double(picture.width), 1 / Double(picture.height))
    return PlacedFace(picture, place: map(landmarks, side: 1).then(shares))
  }

  /// From pixels of the aligned face to pixels of the frame.
  ///
  /// The person's right eye is on the left of the picture. Points that all lie within two pixels, which no detector
  /// means, give a face as large as if the eyes were a pixel apart.
  package func map(_ landmarks: Landmarks, side: Int) -> AffineMap {
    let places = [framing.rightEye, framing.leftEye, framing.nose, framing.mouth]
      .map { Point(x: $0.x * Double(side), y: $0.y * Double(side)) }
    let points = [landmarks.rightEye, landmarks.leftEye, landmarks.nose, landmarks.mouth]
    let (from, to) = (Self.middle(places), Self.middle(points))
    var (along, across, extent) = (0.0, 0.0, 0.0)
    for (place, point) in zip(places, points) {
      let (px, py) = (place.x - from.x, place.y - from.y)
      let (qx, qy) = (point.x - to.x, point.y - to.y)
      along += px * qx + py * qy
      across += px * qy - py * qx
      extent += px * px + py * py
    }
    let smallest = 1 / max(framing.leftEye.x - framing.rightEye.x, 0.01) / Double(side)
    var (a, b) = (along / extent, across / extent)
    // Not a number is no scale either.
    if !((a * a + b * b).squareRoot() >= smallest) { (a, b) = (smallest, 0) }
    return AffineMap(
      a: a, b: -b, c: b, d: a, tx: to.x - a * from.x + b * from.y, ty: to.y - b * from.x - a * from.y)
  }

  private static func middle(_ points: [Point]) -> Point {
    let count = Double(points.count)
    return Point(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
  }
}
