import Emotions

/// Precision against recall of one emotion as the probability from which it is called moves.
public struct PrecisionRecallCurve: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    /// Rows with at least this probability are called.
    public let threshold: Double
    public let recall, precision: Double
  }

  /// The strictest threshold first; the last finds every row.
  public let points: [Point]

  /// The precision at each step of the recall, weighted by the step: the area under the curve without interpolation, as
  /// scikit-learn's `average_precision_score` defines it; 0 without a row of the emotion.
  public let averagePrecision: Double

  /// - Parameters:
  ///   - scores: the emotion's probability, one a row.
  ///   - positives: whether the row shows the emotion.
  /// - Precondition: as many scores as verdicts.
  public init(scores: [Double], positives: [Bool]) {
    precondition(scores.count == positives.count, "one verdict for each score")
    let total = positives.count { $0 }
    let highest = scores.indices.sorted { scores[$0] > scores[$1] }
    var points: [Point] = []
    var (hits, area) = (0, 0.0)
    for (position, row) in highest.enumerated() where total > 0 {
      hits += positives[row] ? 1 : 0
      let called = position + 1
      guard called == highest.count || scores[highest[called]] < scores[row] else { continue }
      let point = Point(
        threshold: scores[row], recall: Double(hits) / Double(total), precision: Double(hits) / Double(called)
      )
      area += (point.recall - (points.last?.recall ?? 0)) * point.precision
      points.append(point)
    }
    self.points = points
    averagePrecision = area
  }
}

extension Evaluation {
  /// Precision against recall of one emotion.
  public func precisionRecall(of emotion: Emotion) -> PrecisionRecallCurve {
    PrecisionRecallCurve(
      scores: distributions.map { $0[emotion] }, positives: labels.map { $0 == emotion })
  }
}
