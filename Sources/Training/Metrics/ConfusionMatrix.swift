import Emotions

/// How often each emotion was taken for each other, and what follows from it.
public struct ConfusionMatrix: Hashable, Sendable {
  /// Seven rows for the true labels, seven columns for the predicted ones, in the order of ``Emotion``.
  public private(set) var counts: [[Int]]

  /// The matrix of pairs of labels.
  ///
  /// - Precondition: as many predicted labels as true ones.
  public init(labels: [Emotion], predictions: [Emotion]) {
    precondition(
      labels.count == predictions.count, "\(labels.count) labels for \(predictions.count) predictions")
    counts = Array(
      repeating: Array(repeating: 0, count: Emotion.allCases.count), count: Emotion.allCases.count)
    for (label, prediction) in zip(labels, predictions) { counts[label.index][prediction.index] += 1 }
  }

  /// Number of rows.
  public var count: Int { counts.joined().reduce(0, +) }

  /// Share of rows whose prediction is their label; 0 without rows.
  public var accuracy: Double {
    ratio(Emotion.allCases.reduce(0) { $0 + counts[$1.index][$1.index] }, count)
  }

  /// Precision, recall, F1 and support of one emotion.
  public func figures(of emotion: Emotion) -> ClassFigures {
    let right = counts[emotion.index][emotion.index]
    let support = counts[emotion.index].reduce(0, +)
    let predicted = counts.reduce(0) { $0 + $1[emotion.index] }
    return ClassFigures(
      precision: ratio(right, predicted), recall: ratio(right, support),
      f1: ratio(2 * right, support + predicted),
      support: support)
  }

  /// Emotions that were never predicted: their precision is undefined and stands as 0.
  public var neverPredicted: [Emotion] {
    Emotion.allCases.filter { emotion in counts.allSatisfy { $0[emotion.index] == 0 } }
  }

  /// Mean F1 of the emotions that have rows.
  public var macroF1: Double { mean(\.f1) }

  /// Mean recall of the emotions that have rows: the balanced accuracy.
  public var macroRecall: Double { mean(\.recall) }

  private func mean(_ figure: (ClassFigures) -> Double) -> Double {
    let present = Emotion.allCases.map(figures).filter { $0.support > 0 }
    return present.isEmpty ? 0 : present.map(figure).reduce(0, +) / Double(present.count)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}

/// The figures of one emotion, each 0…1; what is undefined (nothing predicted, no rows) is 0.
public struct ClassFigures: Codable, Hashable, Sendable {
  public let precision, recall, f1: Double
  /// Number of rows with this label.
  public let support: Int

  public init(precision: Double, recall: Double, f1: Double, support: Int) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
    self.support = support
  }
}
