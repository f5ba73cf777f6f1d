/// An emotion distribution smoothed over time: what the recommendations follow.
public struct Mood: Codable, Hashable, Sendable {
  /// The smoothed distribution.
  public let distribution: EmotionDistribution
  /// The label shown: it changes only when another is clearly ahead. `nil` while unsure.
  public let label: Emotion?

  public init(distribution: EmotionDistribution, label: Emotion?) {
    self.distribution = distribution
    self.label = label
  }

  /// Probability of the label, or of the top emotion while unsure, 0…1.
  public var confidence: Double { label.map { distribution[$0] } ?? distribution.confidence }
}
