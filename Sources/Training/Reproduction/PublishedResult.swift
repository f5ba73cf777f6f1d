import Emotions

/// What the system that Mien starts from reports: IJRR 2026, 13(4):278–284, doi 10.52403/ijrr.20260427, its table of
/// a fine-tuned MobileNetV2 on Balanced RAF-DB, split at random.
public struct PublishedResult: Codable, Hashable, Sendable {
  /// The figures of one emotion, to two decimals as printed.
  public struct Figures: Codable, Hashable, Sendable {
    public let precision, recall, f1: Double
  }

  public let accuracy: Double
  public let perClass: [Emotion: Figures]

  enum CodingKeys: String, CodingKey {
    case accuracy
    case perClass = "per_class"
  }

  public static let table = PublishedResult(
    accuracy: 0.9789,
    perClass: [
      .angry: Figures(precision: 0.99, recall: 1, f1: 1),
      .disgust: Figures(precision: 0.99, recall: 0.98, f1: 0.98),
      .fear: Figures(precision: 0.99, recall: 1, f1: 1),
      .happy: Figures(precision: 0.97, recall: 0.92, f1: 0.95),
      .neutral: Figures(precision: 0.91, recall: 0.93, f1: 0.92),
      .sad: Figures(precision: 0.95, recall: 0.97, f1: 0.96),
      .surprise: Figures(precision: 0.98, recall: 0.98, f1: 0.98),
    ])

  /// Photographs of each emotion among RAF-DB's training images (Li & Deng 2019, *Reliable crowdsourcing and deep
  /// locality-preserving learning for unconstrained facial expression recognition*).
  public static let photographs: [Emotion: Int] = [
    .angry: 705, .disgust: 717, .fear: 281, .happy: 4772, .neutral: 2524, .sad: 1982, .surprise: 1290,
  ]

  /// Mean of the recalls printed.
  public var macroRecall: Double { perClass.values.map(\.recall).reduce(0, +) / Double(perClass.count) }
}
