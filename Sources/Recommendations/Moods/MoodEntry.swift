import Emotions
import Foundation

/// What is kept of a mood: which it was, and from when to when. Nothing of the face.
public struct MoodEntry: Hashable, Sendable, Identifiable {
  /// Who said so.
  public enum Source: String, CaseIterable, Codable, Hashable, Sendable {
    /// The network, of a face.
    case face
    /// The viewer.
    case hand
  }

  /// Unique.
  public let id: String
  /// When it began.
  public let start: Date
  /// When it was shown last; one by hand ends when it begins.
  public let end: Date
  /// `nil` for a place that was chosen by hand.
  public let label: Emotion?
  /// On the plane; of a face the mean over its frames.
  public let place: Affect
  /// 0…1; of a face the mean over its frames, 1 by hand.
  public let confidence: Double
  /// Who said so.
  public let source: Source

  /// An entry. An end before the start becomes the start; the confidence is clamped to 0…1.
  public init(
    id: String, start: Date, end: Date, label: Emotion?, place: Affect, confidence: Double, source: Source
  ) {
    self.id = id
    self.start = start
    self.end = max(start, end)
    self.label = label
    self.place = place
    self.confidence = confidence.isNaN ? 0 : min(1, max(0, confidence))
    self.source = source
  }
}

/// In JSON: `{"id", "from", "to", "label", "valence", "arousal", "confidence", "source"}`; without a label it is `null`.
extension MoodEntry: Encodable {
  private enum CodingKeys: String, CodingKey {
    case id, label, valence, arousal, confidence, source
    case start = "from"
    case end = "to"
  }

  /// Writes the flat object.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(start, forKey: .start)
    try fields.encode(end, forKey: .end)
    try fields.encode(label, forKey: .label)
    try fields.encode(place.valence, forKey: .valence)
    try fields.encode(place.arousal, forKey: .arousal)
    try fields.encode(confidence, forKey: .confidence)
    try fields.encode(source, forKey: .source)
  }
}
