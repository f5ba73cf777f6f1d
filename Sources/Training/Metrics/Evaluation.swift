import Emotions
import Foundation

/// What a model said about labelled faces, and how good that is.
public struct Evaluation: Sendable {
  /// One distribution a row.
  public let distributions: [EmotionDistribution]
  /// The true label of each row.
  public let labels: [Emotion]
  /// Seven probabilities a row made from people's votes; `nil` where there is one label only.
  public let targets: [[Float]]?

  /// - Precondition: as many labels, and targets if any, as distributions.
  public init(distributions: [EmotionDistribution], labels: [Emotion], targets: [[Float]]? = nil) {
    precondition(
      distributions.count == labels.count && (targets.map { $0.count == labels.count } ?? true),
      "\(distributions.count) distributions, \(labels.count) labels and \(targets?.count ?? 0) targets differ"
    )
    self.distributions = distributions
    self.labels = labels
    self.targets = targets
  }

  /// An evaluation of a network's outputs: seven logits a row, divided by `temperature`.
  ///
  /// - Throws: ``EmotionError`` if a logit is not finite.
  public init(
    logits: [Float], labels: [Emotion], targets: [[Float]]? = nil, temperature: Double = 1
  ) throws(EmotionError) {
    self.init(
      distributions: try Softmax.distributions(logits: logits, temperature: temperature), labels: labels,
      targets: targets)
  }

  public var confusion: ConfusionMatrix {
    ConfusionMatrix(labels: labels, predictions: distributions.map(\.top))
  }

  /// Whether each row's most probable emotion is its label.
  var verdicts: [Bool] { zip(distributions, labels).map { $0.top == $1 } }

  /// Mean of −log of the probability given to the label.
  public var nllOfLabels: Double { mean(labelNLL(of:)) }

  /// Mean cross-entropy with the votes; with the labels where there are no votes.
  public var nll: Double { mean(nll(of:)) }

  /// Mean squared distance to the label's one-hot vector, summed over the seven, 0…2 (Brier 1950).
  public var brier: Double { mean(brier(of:)) }

  /// How well confidence agrees with being right.
  public var reliability: Reliability {
    Reliability(confidences: distributions.map(\.confidence), right: verdicts)
  }

  /// All figures of one table.
  public var figures: EvaluationFigures { figures(unsureBelow: nil) }

  /// All figures of one table, with what is asserted when readings below a confidence are called unsure.
  public func figures(unsureBelow threshold: Double?) -> EvaluationFigures {
    EvaluationFigures(
      confusion: confusion, ece: reliability.expectedCalibrationError, nll: nll, brier: brier,
      unsure: threshold.map(coverage.at))
  }

  /// The interval in which the accuracy lies when rows are drawn again with replacement.
  ///
  /// - Parameters:
  ///   - level: the share of draws inside, 0…1.
  ///   - draws: how often all rows are drawn; 1,000 of 3,600 rows take 20 ms.
  public func accuracyInterval(
    level: Double = 0.95, draws: Int = 1_000, using generator: inout SeededGenerator
  ) -> ClosedRange<Double> {
    let right = verdicts.map { $0 ? 1 : 0 }
    guard !right.isEmpty, draws > 0 else { return 0...0 }
    var accuracies: [Double] = []
    for _ in 0..<draws {
      var sum = 0
      for _ in right.indices { sum += right[generator.below(right.count)] }
      accuracies.append(Double(sum) / Double(right.count))
    }
    accuracies.sort()
    let tail = Int((Double(draws) * (1 - level) / 2).rounded(.down))
    return accuracies[min(tail, draws - 1)]...accuracies[max(draws - 1 - tail, min(tail, draws - 1))]
  }

  /// The rows at these positions alone.
  public func rows(_ positions: [Int]) -> Evaluation {
    Evaluation(
      distributions: positions.map { distributions[$0] }, labels: positions.map { labels[$0] },
      targets: targets.map { targets in positions.map { targets[$0] } })
  }

  /// The row's part of ``nll``.
  func nll(of row: Int) -> Double {
    guard let targets else { return labelNLL(of: row) }
    return zip(targets[row], distributions[row].probabilities).reduce(0) { sum, pair in
      pair.0 == 0 ? sum : sum - Double(pair.0) * Self.logarithm(pair.1)
    }
  }

  /// The row's part of ``brier``.
  func brier(of row: Int) -> Double {
    Emotion.allCases.reduce(0) { sum, emotion in
      let distance = distributions[row][emotion] - (emotion == labels[row] ? 1 : 0)
      return sum + distance * distance
    }
  }

  private func labelNLL(of row: Int) -> Double { -Self.logarithm(distributions[row][labels[row]]) }

  private func mean(_ value: (Int) -> Double) -> Double {
    labels.isEmpty ? 0 : labels.indices.reduce(0) { $0 + value($1) } / Double(labels.count)
  }

  /// Bounded, so that one sure mistake does not make the mean infinite.
  private static func logarithm(_ probability: Double) -> Double { log(max(probability, 1e-15)) }
}
