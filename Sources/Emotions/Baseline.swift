import Foundation

/// What a viewer's resting face is read as too much or too little: seven numbers added to the log-probabilities.
///
/// Some faces at rest read as sad or angry. Their owner looks relaxed for five seconds, a ``BaselineLearner`` finds
/// these numbers, and ``correct(_:)`` takes them into account. Nothing but them is kept, and without them nothing is
/// corrected. In JSON it is an object of seven labels: `{"angry": -0.4, …, "surprise": 0}`.
public struct Baseline: Hashable, Sendable {
  /// No number is further from 0 than this, so that a strong expression still shows: odds change by at most
  /// `exp(2 * 1.5)`, twentyfold, between two emotions.
  public static let bound = 1.5

  /// What is added to the natural logarithm of each probability, in the order of ``Emotion``, each −1.5…1.5.
  public let offsets: [Double]

  /// - Throws: ``EmotionError`` if there are not seven or one is beyond the bound or not a number.
  public init(_ offsets: [Double]) throws(EmotionError) {
    guard offsets.count == Emotion.allCases.count else { throw .wrongCount(offsets.count) }
    for offset in offsets where !(abs(offset) <= Baseline.bound) { throw .notACorrection(offset) }
    self.offsets = offsets
  }

  /// A face at rest shows each emotion but neutral with at most this probability, and neutral with at least ``calm``.
  private static let trace = 0.05
  private static let calm = 0.7

  /// The correction for a face at rest that reads as `resting`: what it shows too much is turned down, and neutral is
  /// turned up. Nothing else is turned up, so a resting face that reads as neutral is not corrected at all.
  public init(resting: EmotionDistribution) {
    offsets = Emotion.allCases.map { emotion in
      let shown = max(resting[emotion], 1e-6)
      let offset =
        emotion == .neutral ? max(0, log(Baseline.calm / shown)) : min(0, log(Baseline.trace / shown))
      return min(Baseline.bound, max(-Baseline.bound, offset))
    }
  }

  public subscript(emotion: Emotion) -> Double { offsets[emotion.index] }

  /// The distribution as it would be if the face at rest were neutral.
  public func correct(_ distribution: EmotionDistribution) -> EmotionDistribution {
    let weights = Emotion.allCases.map { distribution[$0] * exp(self[$0]) }
    return (try? EmotionDistribution(weights)) ?? distribution
  }
}

extension Baseline: Codable {
  public init(from decoder: any Decoder) throws {
    let byLabel = try [Emotion: Double](from: decoder)
    try self.init(Emotion.allCases.map { byLabel[$0] ?? 0 })
  }

  public func encode(to encoder: any Encoder) throws {
    try Dictionary(uniqueKeysWithValues: Emotion.allCases.map { ($0, self[$0]) }).encode(to: encoder)
  }
}
