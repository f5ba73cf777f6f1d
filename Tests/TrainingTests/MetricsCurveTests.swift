import Emotions
import Testing
import Training

struct MetricsCurveTests {
  private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 }

  @Test func `average precision is scikit-learn's`() {
    // average_precision_score([0, 0, 1, 1], [.1, .4, .35, .8]) and, with ties, ([1, 0, 1, 0, 1], [.9, .9, .5, .5, .1]).
    let plain = PrecisionRecallCurve(scores: [0.1, 0.4, 0.35, 0.8], positives: [false, false, true, true])
    #expect(close(plain.averagePrecision, 0.8333333333333333))
    #expect(plain.points.map(\.recall) == [0.5, 0.5, 1, 1])
    #expect(plain.points.map(\.threshold) == [0.8, 0.4, 0.35, 0.1])
    let tied = PrecisionRecallCurve(
      scores: [0.9, 0.9, 0.5, 0.5, 0.1], positives: [true, false, true, false, true])
    #expect(tied.points.count == 3)
    #expect(close(tied.averagePrecision, 0.5 / 3 + 0.5 / 3 + 0.6 / 3))
  }

  @Test func `an emotion without faces has no curve`() {
    let curve = PrecisionRecallCurve(scores: [0.2, 0.3], positives: [false, false])
    #expect(curve.points.isEmpty && curve.averagePrecision == 0)
  }

  @Test func `a stricter threshold asserts less`() {
    let curve = CoverageCurve(confidences: [0.9, 0.6, 0.6, 0.3], right: [true, true, false, false])
    #expect(curve.points.map(\.threshold) == [0.9, 0.6, 0.3])
    #expect(curve.points.map(\.coverage) == [0.25, 0.75, 1])
    #expect(curve.points.map(\.accuracy) == [1, 2.0 / 3, 0.5])
    #expect(curve.at(0) == UnsureFigures(threshold: 0, coverage: 1, accuracy: 0.5))
    #expect(curve.at(0.6) == UnsureFigures(threshold: 0.6, coverage: 0.75, accuracy: 2.0 / 3))
    #expect(curve.at(0.7) == UnsureFigures(threshold: 0.7, coverage: 0.25, accuracy: 1))
    #expect(curve.at(0.95) == UnsureFigures(threshold: 0.95, coverage: 0, accuracy: 0))
    #expect(CoverageCurve(confidences: [], right: []).at(0.5).coverage == 0)
  }

  @Test func `the curve and the fitted threshold agree`() throws {
    let confidences = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5]
    let right = [true, true, false, true, true, false]
    let fitted = try #require(
      Calibration.threshold(confidences: confidences, right: right, rightAtLeast: 0.75))
    let point = CoverageCurve(confidences: confidences, right: right).at(fitted.confidence)
    #expect(point.coverage == fitted.coverage && point.accuracy >= 0.75)
  }

  @Test func `intervals hold the figures, and narrow with more rows`() throws {
    func evaluation(_ count: Int) -> Evaluation {
      let labels = (0..<count).map { Emotion.allCases[$0 % 7] }
      let said = labels.enumerated().map { row, label in
        EmotionDistribution(row % 5 == 0 ? .neutral : label, confidence: row % 3 == 0 ? 0.9 : 0.6)
      }
      return Evaluation(distributions: said, labels: labels)
    }
    var generator = SeededGenerator(seed: 1)
    let (few, many) = (evaluation(70), evaluation(1400))
    let wide = try #require(few.intervals(draws: 300, using: &generator))
    let narrow = try #require(many.intervals(draws: 300, using: &generator))
    let figures = many.figures
    #expect(narrow.accuracy.contains(figures.accuracy) && narrow.macroF1.contains(figures.macroF1))
    #expect(narrow.macroRecall.contains(figures.macroRecall) && narrow.nll.contains(figures.nll))
    #expect(narrow.brier.contains(figures.brier))
    func width(_ range: ClosedRange<Double>) -> Double { range.upperBound - range.lowerBound }
    #expect(width(narrow.accuracy) < width(wide.accuracy) / 2)
    // ±1.96 √(p (1 − p) / n) for a share.
    let expected = 2 * 1.96 * (figures.accuracy * (1 - figures.accuracy) / 1400).squareRoot()
    #expect(abs(width(narrow.accuracy) - expected) < 0.2 * expected)
    #expect(Evaluation(distributions: [], labels: []).intervals(using: &generator) == nil)
  }

  @Test func `one draw of all rows has the figures of an evaluation`() throws {
    // Where every row is the same, every draw is the whole set.
    let said = Array(repeating: EmotionDistribution(.happy, confidence: 0.7), count: 5)
    let evaluation = Evaluation(distributions: said, labels: Array(repeating: .happy, count: 5))
    var generator = SeededGenerator(seed: 1)
    let intervals = try #require(evaluation.intervals(draws: 20, using: &generator))
    let figures = evaluation.figures
    for (interval, figure) in [
      (intervals.accuracy, figures.accuracy), (intervals.macroF1, figures.macroF1),
      (intervals.macroRecall, figures.macroRecall), (intervals.ece, figures.ece),
      (intervals.nll, figures.nll),
      (intervals.brier, figures.brier),
    ] {
      #expect(close(interval.lowerBound, figure) && close(interval.upperBound, figure))
    }
  }
}
