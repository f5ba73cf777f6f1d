/// What a model asserts when readings below a confidence are called unsure.
public struct UnsureFigures: Codable, Hashable, Sendable {
  /// Confidence below which a reading is unsure, 0…1.
  public let threshold: Double
  /// Share of all rows whose reading is asserted, 0…1.
  public let coverage: Double
  /// Share of the asserted rows that are right, 0…1; 0 if none is asserted.
  public let accuracy: Double

  public init(threshold: Double, coverage: Double, accuracy: Double) {
    self.threshold = threshold
    self.coverage = coverage
    self.accuracy = accuracy
  }
}

/// Coverage against accuracy as the threshold of *unsure* moves: who asserts less is right more often.
public struct CoverageCurve: Hashable, Sendable {
  /// One point for each confidence that occurs, the strictest threshold first; the last covers all rows.
  public let points: [UnsureFigures]

  /// - Precondition: as many confidences as verdicts.
  public init(confidences: [Double], right: [Bool]) {
    precondition(confidences.count == right.count, "one verdict for each confidence")
    let surest = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    var points: [UnsureFigures] = []
    var hits = 0
    for (position, row) in surest.enumerated() {
      hits += right[row] ? 1 : 0
      let asserted = position + 1
      // Equal confidences are asserted together or not at all.
      guard asserted == surest.count || confidences[surest[asserted]] < confidences[row] else { continue }
      points.append(
        UnsureFigures(
          threshold: confidences[row], coverage: Double(asserted) / Double(surest.count),
          accuracy: Double(hits) / Double(asserted)))
    }
    self.points = points
  }

  /// What is asserted at a threshold: all rows of that confidence or more.
  public func at(_ threshold: Double) -> UnsureFigures {
    // The points' thresholds fall: the last at or above the wanted one covers the same rows.
    let covering = points.last { $0.threshold >= threshold }
    return UnsureFigures(
      threshold: threshold, coverage: covering?.coverage ?? 0, accuracy: covering?.accuracy ?? 0)
  }
}

extension Evaluation {
  /// Coverage against accuracy over all thresholds.
  public var coverage: CoverageCurve {
    CoverageCurve(confidences: distributions.map(\.confidence), right: verdicts)
  }
}
