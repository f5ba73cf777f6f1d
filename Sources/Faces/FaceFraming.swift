/// Where eyes, nose and mouth lie in an aligned face, as fractions of its side.
public struct FaceFraming: Codable, Hashable, Sendable {
  public let rightEye: Point
  public let leftEye: Point
  public let nose: Point
  public let mouth: Point

  public init(rightEye: Point, leftEye: Point, nose: Point, mouth: Point) {
    self.rightEye = rightEye
    self.leftEye = leftEye
    self.nose = nose
    self.mouth = mouth
  }

  /// How FER2013 frames its faces, so that a live face looks to the network as the training faces do.
  ///
  /// Medians over the training pictures, as `mien data framing --data fer2013.csv --limit 30000` measures them with the short-range
  /// detector (eyes at (.313, .397) and (.686, .392), nose (.502, .598), mouth (.505, .780)), made symmetric.
  public static let fer2013 = FaceFraming(
    rightEye: Point(x: 0.3135, y: 0.394), leftEye: Point(x: 0.6865, y: 0.394), nose: Point(x: 0.5, y: 0.598),
    mouth: Point(x: 0.5, y: 0.780))
}
