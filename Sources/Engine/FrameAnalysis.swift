import Emotions
import Faces

/// What was read from one frame. A frame without a face is a normal answer with no faces.
public struct FrameAnalysis: Codable, Hashable, Sendable {
  /// Width of the frame in pixels.
  public let width: Int
  /// Height of the frame in pixels.
  public let height: Int
  /// The faces, largest first.
  public let faces: [FaceReading]

  public init(width: Int, height: Int, faces: [FaceReading]) {
    self.width = width
    self.height = height
    self.faces = faces
  }
}

/// One face and its emotion distribution.
///
/// In JSON: `{"box": {…}, "score", "landmarks": {…}, "emotion", "confidence", "probabilities": {seven labels},
/// "valence", "arousal"}`.
public struct FaceReading: Hashable, Sendable {
  public let box: BoundingBox
  public let landmarks: Landmarks
  /// The detector's certainty that this is a face, 0…1.
  public let score: Double
  public let distribution: EmotionDistribution

  public init(face: DetectedFace, distribution: EmotionDistribution) {
    box = face.box
    landmarks = face.landmarks
    score = face.score
    self.distribution = distribution
  }
}

extension FaceReading: Codable {
  private enum CodingKeys: String, CodingKey {
    case box, score, landmarks, emotion, confidence, probabilities, valence, arousal
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    box = try container.decode(BoundingBox.self, forKey: .box)
    landmarks = try container.decode(Landmarks.self, forKey: .landmarks)
    score = try container.decode(Double.self, forKey: .score)
    distribution = try container.decode(EmotionDistribution.self, forKey: .probabilities)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(box, forKey: .box)
    try container.encode(score, forKey: .score)
    try container.encode(landmarks, forKey: .landmarks)
    try container.encode(distribution.top, forKey: .emotion)
    try container.encode(distribution.confidence, forKey: .confidence)
    try container.encode(distribution, forKey: .probabilities)
    try container.encode(distribution.affect.valence, forKey: .valence)
    try container.encode(distribution.affect.arousal, forKey: .arousal)
  }
}
