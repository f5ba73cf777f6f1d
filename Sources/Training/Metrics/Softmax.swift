import Emotions
import Foundation

/// From a network's logits to probabilities.
public enum Softmax {
  /// Distributions from seven logits a row, each divided by `temperature` first.
  ///
  /// - Precondition: the number of logits is a multiple of seven and `temperature` is above 0.
  /// - Throws: ``EmotionError/notAProbability(_:)`` if a logit is not finite.
  public static func distributions(
    logits: [Float], temperature: Double = 1
  ) throws(EmotionError) -> [EmotionDistribution] {
    let labels = Emotion.allCases.count
    precondition(logits.count.isMultiple(of: labels), "\(logits.count) logits are not seven a row")
    precondition(temperature > 0, "a temperature is above 0, not \(temperature)")
    var result: [EmotionDistribution] = []
    result.reserveCapacity(logits.count / labels)
    for start in stride(from: 0, to: logits.count, by: labels) {
      let row = logits[start..<start + labels]
      let largest = Double(row.max() ?? 0)
      result.append(try EmotionDistribution(row.map { exp((Double($0) - largest) / temperature) }))
    }
    return result
  }
}
