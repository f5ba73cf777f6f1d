/// A point in pixels of the frame: origin at the top left, x to the right, y down.
public struct Point: Codable, Hashable, Sendable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The six key points of a face. "Right" and "left" are the person's own.
public struct Landmarks: Codable, Hashable, Sendable {
  public let rightEye: Point
  public let leftEye: Point
  public let nose: Point
  public let mouth: Point
  public let rightEar: Point
  public let leftEar: Point

  public init(rightEye: Point, leftEye: Point, nose: Point, mouth: Point, rightEar: Point, leftEar: Point) {
    self.rightEye = rightEye
    self.leftEye = leftEye
    self.nose = nose
    self.mouth = mouth
    self.rightEar = rightEar
    self.leftEar = leftEar
  }
}

/// A face the detector found.
public struct DetectedFace: Hashable, Sendable {
  public let box: BoundingBox
  public let landmarks: Landmarks
  /// The detector's certainty that this is a face, 0…1.
  public let score: Double

  public init(box: BoundingBox, landmarks: Landmarks, score: Double) {
    self.box = box
    self.landmarks = landmarks
    self.score = score
  }
}
