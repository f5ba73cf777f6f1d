import Emotions
import Foundation
import Language

/// What probabilities are worth beside the labels of the raters, who may have named several emotions for a text.
///
/// An emotion counts as named where its probability is above its threshold, as in the GoEmotions paper; the confidence
/// is that of the most probable one, which is right where any rater named it.
public struct TextEvaluation: Sendable {
  /// Seven a text.
  public let probabilities: [[Double]]
  public let labels: [Set<Emotion>]
  public let thresholds: [Double]

  /// - Precondition: seven probabilities for each set of labels, and seven thresholds.
  public init(probabilities: [[Double]], labels: [Set<Emotion>], thresholds: [Double]) {
    precondition(probabilities.count == labels.count, "seven probabilities for each set of labels")
    precondition(thresholds.count == Emotion.allCases.count, "a threshold for each emotion")
    self.probabilities = probabilities
    self.labels = labels
    self.thresholds = thresholds
  }

  /// Precision, recall and F1 of naming one emotion.
  public func figures(of emotion: Emotion) -> ClassFigures {
    tally(labels.indices).figures(of: emotion)
  }

  /// Mean F1 of the emotions that some text has.
  public var macroF1: Double { tally(labels.indices).macroF1 }

  /// The most probable emotion of each text.
  public var tops: [Emotion] { probabilities.map(Self.top) }

  /// Share of texts whose most probable emotion a rater named.
  public var accuracy: Double {
    let right = rightTops
    return right.isEmpty ? 0 : Double(right.count { $0 }) / Double(right.count)
  }

  /// Confidence against correctness of the most probable emotion.
  public var reliability: Reliability {
    Reliability(confidences: probabilities.map { $0.max() ?? 0 }, right: rightTops)
  }

  /// Mean cross-entropy to the labels' shares, nats.
  public var nll: Double {
    var sum = 0.0
    for (row, labels) in zip(probabilities, labels) {
      for label in labels { sum -= log(max(row[label.index], 1e-12)) / Double(labels.count) }
    }
    return labels.isEmpty ? 0 : sum / Double(labels.count)
  }

  /// Of the texts with one label: which emotion was taken for which.
  public var confusion: ConfusionMatrix {
    let single = labels.indices.filter { labels[$0].count == 1 }
    let tops = tops
    return ConfusionMatrix(
      labels: single.compactMap { labels[$0].first }, predictions: single.map { tops[$0] })
  }

  /// Between which values macro F1 and the calibration error lie when the texts are drawn again with replacement.
  ///
  /// - Returns: `nil` without texts.
  public func intervals(
    level: Double = 0.95, draws: Int = 1_000, using generator: inout SeededGenerator
  ) -> (macroF1: ClosedRange<Double>, ece: ClosedRange<Double>)? {
    guard !labels.isEmpty, draws > 0 else { return nil }
    let (right, confidences) = (rightTops, probabilities.map { $0.max() ?? 0 })
    var (scores, errors): ([Double], [Double]) = ([], [])
    for _ in 0..<draws {
      let rows = labels.indices.map { _ in generator.below(labels.count) }
      scores.append(tally(rows).macroF1)
      errors.append(
        Reliability(confidences: rows.map { confidences[$0] }, right: rows.map { right[$0] })
          .expectedCalibrationError)
    }
    func range(_ values: [Double]) -> ClosedRange<Double> {
      let sorted = values.sorted()
      let tail = min(Int((Double(draws) * (1 - level) / 2).rounded(.down)), (draws - 1) / 2)
      return sorted[tail]...sorted[draws - 1 - tail]
    }
    return (range(scores), range(errors))
  }

  private var rightTops: [Bool] { zip(tops, labels).map { $1.contains($0) } }

  private static func top(_ row: [Double]) -> Emotion {
    Emotion.allCases.max { row[$0.index] < row[$1.index] } ?? .neutral
  }

  private func tally(_ rows: some Sequence<Int>) -> Tally {
    var tally = Tally()
    for row in rows {
      for emotion in Emotion.allCases {
        tally.add(
          emotion, isNamed: probabilities[row][emotion.index] > thresholds[emotion.index],
          isTrue: labels[row].contains(emotion))
      }
    }
    return tally
  }
}

/// Counts of named, true, and rightly named emotions.
private struct Tally {
  private var named = [Int](repeating: 0, count: Emotion.allCases.count)
  private var support = [Int](repeating: 0, count: Emotion.allCases.count)
  private var right = [Int](repeating: 0, count: Emotion.allCases.count)

  mutating func add(_ emotion: Emotion, isNamed: Bool, isTrue: Bool) {
    named[emotion.index] += isNamed ? 1 : 0
    support[emotion.index] += isTrue ? 1 : 0
    right[emotion.index] += isNamed && isTrue ? 1 : 0
  }

  func figures(of emotion: Emotion) -> ClassFigures {
    let (named, support, right) = (named[emotion.index], support[emotion.index], right[emotion.index])
    func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
    return ClassFigures(
      precision: ratio(right, named), recall: ratio(right, support), f1: ratio(2 * right, named + support),
      support: support)
  }

  var macroF1: Double {
    let present = Emotion.allCases.map(figures).filter { $0.support > 0 }
    return present.isEmpty ? 0 : present.map(\.f1).reduce(0, +) / Double(present.count)
  }
}
