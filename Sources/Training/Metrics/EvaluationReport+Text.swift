import Emotions
import Foundation

extension EvaluationReport: CustomStringConvertible {
  /// The figures, the table of emotions and the confusion matrix, aligned for a terminal.
  public var description: String { text(intervals: []) }

  /// The same with the accuracy's 95 % intervals beneath it, one for each column.
  public func text(intervals: [ClosedRange<Double>]) -> String {
    var lines = figureLines(intervals)
    lines += ["", "All rows"] + raw.tableLines() + [""] + raw.matrixLines()
    if let leakFree {
      lines += ["", "Leak-free rows"] + leakFree.tableLines() + [""] + leakFree.matrixLines()
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func figureLines(_ intervals: [ClosedRange<Double>]) -> [String] {
    let columns = [raw] + (leakFree.map { [$0] } ?? [])
    func line(_ name: String, _ value: (EvaluationFigures) -> String) -> String {
      name.padded(to: 26) + columns.map { value($0).aligned(to: 12) }.joined()
    }
    let bounds = intervals.map { interval in
      String(format: "%.1f–%.1f", 100 * interval.lowerBound, 100 * interval.upperBound).aligned(to: 12)
    }
    var lines = [
      "".padded(to: 26) + "all rows".aligned(to: 12) + (leakFree == nil ? "" : "leak-free".aligned(to: 12)),
      line("rows") { String($0.count) },
      line("accuracy") { percent($0.accuracy) },
      line("macro F1") { percent($0.macroF1) },
      line("macro recall") { percent($0.macroRecall) },
      line("calibration error (ECE)") { percent($0.ece) },
      line("negative log-likelihood") { String(format: "%.4f", $0.nll) },
      line("Brier score") { String(format: "%.4f", $0.brier) },
    ]
    if !bounds.isEmpty { lines.insert("  95 % interval".padded(to: 26) + bounds.joined(), at: 3) }
    guard let threshold = raw.unsure?.threshold else { return lines }
    return lines + [
      "", "asserted at a confidence of \(String(format: "%.3f", threshold)) or more",
      line("share of rows") { percent($0.unsure?.coverage ?? 0) },
      line("accuracy") { percent($0.unsure?.accuracy ?? 0) },
    ]
  }
}

extension EvaluationFigures {
  fileprivate func tableLines() -> [String] {
    var lines = [
      "".padded(to: 10) + ["precision", "recall", "F1", "rows"].map { $0.aligned(to: 11) }.joined()
    ]
    var undefined = false
    var empty = false
    for (index, emotion) in labels.enumerated() {
      guard let figures = perClass[emotion] else { continue }
      guard figures.support > 0 else {
        empty = true
        let none = ["–", "–", "–", "0"].map { $0.aligned(to: 11) }.joined()
        lines.append(emotion.rawValue.padded(to: 10) + none)
        continue
      }
      let isUndefined = confusionMatrix.allSatisfy { $0[index] == 0 }
      undefined = undefined || isUndefined
      lines.append(
        emotion.rawValue.padded(to: 10)
          + (percent(figures.precision) + (isUndefined ? "*" : "")).aligned(to: 11)
          + percent(figures.recall).aligned(to: 11) + percent(figures.f1).aligned(to: 11)
          + String(figures.support).aligned(to: 11))
    }
    if undefined { lines.append("* never predicted: the precision is undefined and counts as 0") }
    if empty { lines.append("– no rows: the means over the emotions leave it out") }
    return lines
  }

  fileprivate func matrixLines() -> [String] {
    let width = max(9, String(confusionMatrix.joined().max() ?? 0).count + 2)
    let head =
      "true \\ predicted".padded(to: 17) + labels.map { $0.rawValue.aligned(to: width) }.joined()
    return [head]
      + zip(labels, confusionMatrix).map { label, row in
        label.rawValue.padded(to: 17) + row.map { String($0).aligned(to: width) }.joined()
      }
  }
}

private func percent(_ share: Double) -> String { NumberText.percent(share) }

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
  fileprivate func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
