/// Probabilities of the seven emotions: seven numbers from 0 to 1 that sum to 1.
///
/// It is checked when it is made, so nobody checks it again.
public struct EmotionDistribution: Hashable, Sendable {
  /// Seven probabilities in the order of ``Emotion``.
  public let probabilities: [Double]

  /// A distribution from seven weights, which are divided by their sum.
  ///
  /// - Throws: ``EmotionError`` if there are not seven, one is negative or not finite, or all are 0.
  public init(_ weights: [Double]) throws(EmotionError) {
    guard weights.count == Emotion.allCases.count else { throw .wrongCount(weights.count) }
    for weight in weights where !(weight >= 0 && weight.isFinite) { throw .notAProbability(weight) }
    let sum = weights.reduce(0, +)
    guard sum > 0, sum.isFinite else { throw .notAProbability(sum) }
    probabilities = weights.map { $0 / sum }
  }

  /// All of the probability on one emotion, or `confidence` on it and the rest spread evenly over the others.
  ///
  /// - Precondition: `confidence` is in 0…1.
  public init(_ emotion: Emotion, confidence: Double = 1) {
    precondition((0...1).contains(confidence), "a confidence is in 0…1, not \(confidence)")
    let rest = (1 - confidence) / Double(Emotion.allCases.count - 1)
    probabilities = Emotion.allCases.map { $0 == emotion ? confidence : rest }
  }

  /// The same probability for each emotion: nothing is known.
  public static let uniform = EmotionDistribution(.neutral, confidence: 1.0 / 7)

  public subscript(emotion: Emotion) -> Double { probabilities[emotion.index] }

  /// The most probable emotion; of equals the first in the order of ``Emotion``.
  public var top: Emotion {
    Emotion.allCases.max { self[$0] < self[$1] || (self[$0] == self[$1] && $0.index > $1.index) } ?? .neutral
  }

  /// Probability of ``top``, 1/7…1.
  public var confidence: Double { self[top] }

  /// The mean place on the valence/arousal plane: each emotion's place weighted by its probability.
  public var affect: Affect {
    var valence = 0.0
    var arousal = 0.0
    for emotion in Emotion.allCases {
      valence += self[emotion] * emotion.affect.valence
      arousal += self[emotion] * emotion.affect.arousal
    }
    return Affect(valence: valence, arousal: arousal)
  }
}

/// In JSON a distribution is an object of seven labels: `{"angry": 0.01, …, "surprise": 0.2}`.
extension EmotionDistribution: Codable {
  public init(from decoder: any Decoder) throws {
    let byLabel = try [Emotion: Double](from: decoder)
    try self.init(Emotion.allCases.map { byLabel[$0] ?? 0 })
  }

  public func encode(to encoder: any Encoder) throws {
    try Dictionary(uniqueKeysWithValues: Emotion.allCases.map { ($0, self[$0]) }).encode(to: encoder)
  }
}

/// What is wrong with seven numbers that should be a distribution or a baseline.
public enum EmotionError: Error, Equatable, CustomStringConvertible {
  case wrongCount(Int)
  case notAProbability(Double)
  case notACorrection(Double)

  public var description: String {
    switch self {
    case .wrongCount(let count): "there are seven emotions, so give seven numbers, not \(count)"
    case .notAProbability(let value): "\(value) cannot be a probability: give numbers of 0 or more, not all 0"
    case .notACorrection(let value):
      "\(value) cannot be in a baseline: its numbers are from -\(Baseline.bound) to \(Baseline.bound)"
    }
  }
}
