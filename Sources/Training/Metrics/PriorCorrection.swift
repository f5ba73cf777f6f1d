import Emotions
import Foundation

/// What is added to the logits so that rare emotions are not overlooked: τ times how much rarer each is than the
/// commonest, in log-odds (Menon et al. 2021, *Long-tail learning via logit adjustment*, arXiv:2007.07314).
public struct PriorCorrection: Hashable, Sendable {
  /// How much of the rareness is made up for: 0 nothing, 1 all of it.
  public let strength: Double
  /// Seven numbers to add to the logits, in the order of ``Emotion``, 0 for the commonest.
  public let offsets: [Float]

  /// - Parameters:
  ///   - strength: τ, 0…1.
  ///   - support: training rows of each emotion, in the order of ``Emotion``; what has none is left as it is.
  public init(strength: Double, support: [Int]) {
    self.strength = strength
    let most = Double(support.max() ?? 1)
    offsets = support.map { $0 == 0 ? 0 : Float(strength * log(most / Double($0))) }
  }

  /// The greatest strength, of 0, 0.05 … 0.5, that costs no accuracy on validation rows.
  ///
  /// - Parameters:
  ///   - logits: seven a row.
  ///   - labels: one a row.
  ///   - support: training rows of each emotion.
  /// - Throws: ``EmotionError`` if a logit is not finite.
  public static func fitted(
    logits: [Float], labels: [Emotion], support: [Int]
  ) throws(EmotionError) -> PriorCorrection {
    var best = PriorCorrection(strength: 0, support: support)
    let least = try Evaluation(logits: logits, labels: labels).figures.accuracy
    for step in 1...10 {
      let candidate = PriorCorrection(strength: Double(step) * 0.05, support: support)
      let figures = try Evaluation(logits: candidate.applied(to: logits), labels: labels).figures
      if figures.accuracy >= least { best = candidate }
    }
    return best
  }

  /// The logits with the offsets added, seven a row.
  public func applied(to logits: [Float]) -> [Float] {
    logits.indices.map { logits[$0] + offsets[$0 % offsets.count] }
  }
}
