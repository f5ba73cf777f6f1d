import Emotions
import Foundation

extension ReportPage {
  /// One small chart an emotion: seven lines in one chart could not be told apart.
  func precisionRecallCharts() -> [String] {
    Emotion.allCases.compactMap { emotion in
      let curves = evaluations.map { ($0.name, $0.evaluation.precisionRecall(of: emotion)) }
      guard let (_, first) = curves.first, !first.points.isEmpty else { return nil }
      let areas = curves.map { NumberText.decimal($0.1.averagePrecision, decimals: 2) }.joined(
        separator: " / ")
      return PageChart(
        title: "\(emotion.rawValue), AP \(areas)", across: .shares("recall (%)"),
        upright: .shares("precision (%)"),
        lines: curves.enumerated().map { style, curve in
          PageChart.Line(name: Self.short(curve.0), points: Self.thinned(curve.1.points), style: style)
        }, width: 260, height: 220
      ).svg()
    }
  }

  /// `leak-free rows` without the rows, for a legend.
  private static func short(_ name: String) -> String { name.replacingOccurrences(of: " rows", with: "") }

  /// Points that lie apart; thousands would only make the page heavy.
  private static func thinned(_ points: [PrecisionRecallCurve.Point]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for point in points {
      if let last = kept.last, abs(last.x - point.recall) < 0.004, abs(last.y - point.precision) < 0.01 {
        continue
      }
      kept.append((point.recall, point.precision))
    }
    if let last = points.last { kept.append((last.recall, last.precision)) }
    return kept
  }

  func reliabilityCharts() -> [String] {
    evaluations.map { name, evaluation in
      let reliability = evaluation.reliability
      let rows = Double(max(evaluation.labels.count, 1))
      let filled = reliability.bins.filter { $0.count > 0 }
      return PageChart(
        title: "\(name), ECE \(NumberText.percent(reliability.expectedCalibrationError, decimals: 1))",
        across: .shares("confidence (%)"), upright: .shares("right (%)"),
        lines: [
          PageChart.Line(
            name: "share of faces",
            points: reliability.bins.map { (($0.lower + $0.upper) / 2, Double($0.count) / rows) },
            style: 1)
        ],
        bars: filled.map { PageChart.Bar(from: $0.lower, to: $0.upper, height: $0.accuracy) },
        hasDiagonal: true
      ).svg()
    }
  }

  func coverageChart() -> String {
    let curves = evaluations.map { ($0.name, $0.evaluation.coverage) }
    // The first few readings jump between 0 and 100 %.
    let shown = curves.map { curve in curve.1.points.filter { $0.coverage >= 0.05 } }
    let lowest = shown.joined().map(\.accuracy).min() ?? 0
    let floor = max(0, (lowest * 10 - 0.5).rounded(.down) / 10)
    return PageChart(
      title: "Accuracy of what is asserted", across: .shares("asserted (% of faces)"),
      upright: .shares("right (% of asserted)", floor...1),
      lines: zip(curves, shown).enumerated().map { style, curve in
        PageChart.Line(name: Self.short(curve.0.0), points: Self.thinned(curve.1), style: style)
      },
      marks: curves.enumerated().map { style, curve in
        let point = curve.1.at(report.unsureBelow)
        return PageChart.Mark(
          x: point.coverage, y: max(point.accuracy, floor),
          text: "\(Self.short(curve.0)): \(NumberText.percent(point.accuracy, decimals: 1)) right of "
            + "\(NumberText.percent(point.coverage, decimals: 1))",
          style: style)
      }, width: 460, height: 300
    ).svg()
  }

  private static func thinned(_ points: [UnsureFigures]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for point in points {
      if let last = kept.last, abs(last.x - point.coverage) < 0.004 { continue }
      kept.append((point.coverage, point.accuracy))
    }
    if let last = points.last { kept.append((last.coverage, last.accuracy)) }
    return kept
  }

  func robustnessCharts(_ robustness: Robustness) -> [String] {
    robustness.series.map { series in
      let accuracies = [robustness.accuracy] + series.points.map(\.accuracy)
      let names = ["as is"] + series.points.map { series.kind.text($0.strength) }
      return PageChart(
        title: series.kind.title,
        across: PageChart.Axis(
          name: series.kind.measure, range: -0.2...(Double(series.points.count) + 0.2),
          ticks: names.enumerated().map { (Double($0.offset), $0.element) }),
        upright: .shares("right (%)"),
        lines: [
          PageChart.Line(
            name: series.kind.title, points: accuracies.enumerated().map { (Double($0.offset), $0.element) },
            dotted: true)
        ], width: 260, height: 190
      ).svg()
    }
  }

  func trainingCharts() -> [String] {
    let log = report.log
    let epochs = PageChart.Axis.numbers(
      "epoch", from: Double(log.first?.epoch ?? 1), to: Double(log.last?.epoch ?? 1))
    func line(_ name: String, style: Int, _ value: (EpochRecord) -> Double) -> PageChart.Line {
      PageChart.Line(
        name: name, points: log.map { (Double($0.epoch), value($0)) }, style: style, dotted: log.count < 30)
    }
    func lines(_ training: (EpochRecord) -> Double, _ validation: (EpochRecord) -> Double) -> [PageChart.Line]
    {
      [line("training", style: 0, training), line("validation", style: 1, validation)]
    }
    let losses = lines(\.trainingLoss, \.validationLoss)
    let accuracies = lines(\.trainingAccuracy, \.validationAccuracy)
    func ends(_ lines: [PageChart.Line]) -> (Double, Double) {
      let values = lines.flatMap(\.points).map(\.y).filter(\.isFinite)
      return (values.min() ?? 0, values.max() ?? 1)
    }
    let (lowestLoss, highestLoss) = ends(losses)
    let (lowest, _) = ends(accuracies)
    return [
      PageChart(
        title: "Loss", across: epochs, upright: .numbers("cross-entropy", from: lowestLoss, to: highestLoss),
        lines: losses
      ).svg(),
      PageChart(
        title: "Accuracy", across: epochs,
        upright: .shares("right (%)", max(0, (lowest * 10).rounded(.down) / 10)...1), lines: accuracies
      ).svg(),
    ]
  }
}
