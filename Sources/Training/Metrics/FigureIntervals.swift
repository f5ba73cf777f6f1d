import Emotions

/// Between which values each figure lies when the rows are drawn again with replacement (Efron 1979).
///
/// They say how much the figures owe to which faces happen to be in the set, and nothing of the spread between training
/// runs. Drawn rows raise the calibration error a little, so its interval lies rather high.
public struct FigureIntervals: Codable, Hashable, Sendable {
  public let accuracy, macroF1, macroRecall, ece, nll, brier: ClosedRange<Double>

  enum CodingKeys: String, CodingKey {
    case accuracy, ece, nll, brier
    case macroF1 = "macro_f1"
    case macroRecall = "macro_recall"
  }
}

extension Evaluation {
  /// The intervals of all figures; 0.2 s for 3,600 rows and 1,000 draws.
  ///
  /// - Parameters:
  ///   - level: the share of draws inside, 0…1.
  ///   - draws: how often all rows are drawn, above 0.
  /// - Returns: `nil` without rows.
  public func intervals(
    level: Double = 0.95, draws: Int = 1_000, using generator: inout SeededGenerator
  ) -> FigureIntervals? {
    guard !labels.isEmpty, draws > 0 else { return nil }
    let rows = labels.indices.map { row in
      DrawnRow(
        label: labels[row].index, prediction: distributions[row].top.index,
        confidence: distributions[row].confidence, nll: nll(of: row), brier: brier(of: row))
    }
    var drawn = Array(repeating: [Double](), count: 6)
    for _ in 0..<draws {
      var tally = Tally()
      for _ in rows.indices { tally.add(rows[generator.below(rows.count)]) }
      for (figure, value) in tally.figures.enumerated() { drawn[figure].append(value) }
    }
    let ranges = drawn.map { values in
      let sorted = values.sorted()
      let tail = min(Int((Double(draws) * (1 - level) / 2).rounded(.down)), (draws - 1) / 2)
      return sorted[tail]...sorted[draws - 1 - tail]
    }
    return FigureIntervals(
      accuracy: ranges[0], macroF1: ranges[1], macroRecall: ranges[2], ece: ranges[3], nll: ranges[4],
      brier: ranges[5])
  }
}

/// What of a row the figures need.
private struct DrawnRow {
  let label, prediction, bin: Int
  let confidence, nll, brier: Double

  init(label: Int, prediction: Int, confidence: Double, nll: Double, brier: Double) {
    self.label = label
    self.prediction = prediction
    self.confidence = confidence
    self.nll = nll
    self.brier = brier
    bin = Reliability.bin(of: confidence, among: Reliability.usualBins)
  }
}

/// Sums over the rows of one draw.
private struct Tally {
  private var count = 0
  private var labelled = [Int](repeating: 0, count: Emotion.allCases.count)
  private var predicted = [Int](repeating: 0, count: Emotion.allCases.count)
  private var right = [Int](repeating: 0, count: Emotion.allCases.count)
  /// Confidence less hits by bin: its size, over all rows, is the calibration error.
  private var gaps = [Double](repeating: 0, count: Reliability.usualBins)
  private var (nll, brier) = (0.0, 0.0)

  mutating func add(_ row: DrawnRow) {
    count += 1
    labelled[row.label] += 1
    predicted[row.prediction] += 1
    let isRight = row.label == row.prediction
    right[row.label] += isRight ? 1 : 0
    gaps[row.bin] += row.confidence - (isRight ? 1 : 0)
    nll += row.nll
    brier += row.brier
  }

  /// In the order of ``FigureIntervals``.
  var figures: [Double] {
    let present = labelled.indices.filter { labelled[$0] > 0 }
    let f1 = present.map { 2 * Double(right[$0]) / Double(labelled[$0] + predicted[$0]) }
    let recall = present.map { Double(right[$0]) / Double(labelled[$0]) }
    let rows = Double(count)
    return [
      Double(right.reduce(0, +)) / rows, f1.reduce(0, +) / Double(present.count),
      recall.reduce(0, +) / Double(present.count), gaps.reduce(0) { $0 + abs($1) } / rows, nll / rows,
      brier / rows,
    ]
  }
}
