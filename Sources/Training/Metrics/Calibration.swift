import Emotions
import Foundation

/// Fitting what turns a network's output into honest confidence; done on validation rows only.
public enum Calibration {
  /// The temperature that makes the negative log-likelihood of `targets` smallest, 0.05…20 (Guo et al. 2017).
  ///
  /// Golden-section search on log T; the likelihood has a single hill in it. About 0.1 s for 3,600 rows.
  ///
  /// - Parameters:
  ///   - logits: seven a row.
  ///   - targets: seven probabilities a row: votes, or one-hot labels.
  /// - Precondition: as many rows of logits as targets.
  public static func temperature(logits: [Float], targets: [[Float]]) -> Double {
    precondition(logits.count == targets.count * Emotion.allCases.count, "seven logits for each target")
    guard !targets.isEmpty else { return 1 }
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(0.05), log(20.0))
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (nll(logits, targets, exp(left)), nll(logits, targets, exp(right)))
    while high - low > 1e-5 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = nll(logits, targets, exp(left))
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = nll(logits, targets, exp(right))
      }
    }
    return exp((low + high) / 2)
  }

  /// The least confidence above which at least `share` of rows are right, and the share of rows above it.
  ///
  /// - Returns: `nil` if even the surest rows are wrong too often.
  public static func threshold(
    confidences: [Double], right: [Bool], rightAtLeast share: Double
  ) -> (confidence: Double, coverage: Double)? {
    precondition(confidences.count == right.count, "one verdict for each confidence")
    let surest = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    var hits = 0
    var best: (confidence: Double, coverage: Double)?
    for (position, row) in surest.enumerated() {
      hits += right[row] ? 1 : 0
      let isLastOfEquals =
        position + 1 == surest.count || confidences[surest[position + 1]] < confidences[row]
      if isLastOfEquals, Double(hits) >= share * Double(position + 1) {
        best = (confidences[row], Double(position + 1) / Double(surest.count))
      }
    }
    return best
  }

  private static func nll(_ logits: [Float], _ targets: [[Float]], _ temperature: Double) -> Double {
    let labels = Emotion.allCases.count
    var sum = 0.0
    for (row, target) in targets.enumerated() {
      let scores = logits[row * labels..<(row + 1) * labels].map { Double($0) / temperature }
      let largest = scores.max() ?? 0
      let logSum = largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
      for (score, share) in zip(scores, target) { sum += Double(share) * (logSum - score) }
    }
    return sum
  }
}
