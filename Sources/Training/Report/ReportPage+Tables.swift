import Emotions
import Foundation

extension ReportPage {
  private static let columns = ["all rows", "leak-free rows"]

  /// The evaluations that stand next to each other, each with its name.
  var evaluations: [(name: String, evaluation: Evaluation)] {
    Array(zip(Self.columns, [report.all] + (report.leakFree.map { [$0] } ?? [])))
  }

  func subjectTable() -> String {
    let subject = report.subject
    let rows = [
      ("model", subject.model), ("its SHA-256", subject.modelSHA256), ("network", subject.network),
      ("data", subject.data), ("SHA-256 of its faces and labels", subject.dataSHA256),
      ("split", subject.split), ("labels", subject.labels),
      (
        "faces",
        "\(report.all.labels.count) with a label of \(subject.rows)"
          + (subject.skipped == 0 ? "" : "; \(subject.skipped) pictures of the data cannot be read")
      ),
      ("leaks", subject.leaks), ("seed", "\(report.seed)"), ("command", subject.command),
    ]
    return HTML.table(rows: rows.map { [$0, HTML.escaped($1)] }, style: "subject")
  }

  func figuresTable() -> String {
    let evaluation = report.evaluation
    let (raw, leakFree) = report.intervals
    let columns = [(evaluation.raw, raw)] + (evaluation.leakFree.map { [($0, leakFree)] } ?? [])
    func row(
      _ name: String, _ value: (EvaluationFigures) -> String,
      _ interval: (FigureIntervals) -> String = { _ in "" }
    ) -> [String] {
      [name] + columns.flatMap { [value($0.0), $0.1.map(interval) ?? ""] }
    }
    func shares(
      _ name: String, _ value: (EvaluationFigures) -> Double,
      _ interval: (FigureIntervals) -> ClosedRange<Double>
    ) -> [String] {
      row(name, { NumberText.percent(value($0)) }, { Self.bounds(interval($0)) })
    }
    func numbers(
      _ name: String, _ value: (EvaluationFigures) -> Double,
      _ interval: (FigureIntervals) -> ClosedRange<Double>
    ) -> [String] {
      row(
        name, { NumberText.decimal(value($0)) },
        {
          NumberText.decimal(interval($0).lowerBound, decimals: 3) + "–"
            + NumberText.decimal(interval($0).upperBound, decimals: 3)
        })
    }
    let votes = report.all.targets == nil ? "the labels" : "the votes"
    return HTML.table(
      caption: "Raw and leak-free",
      head: [""] + Self.columns.prefix(columns.count).flatMap { [$0, "95 % interval"] },
      rows: [
        row("faces", { "\($0.count)" }),
        shares("accuracy", { $0.accuracy }, { $0.accuracy }),
        shares("macro recall", { $0.macroRecall }, { $0.macroRecall }),
        shares("macro F1", { $0.macroF1 }, { $0.macroF1 }),
        shares("expected calibration error, 15 bins", { $0.ece }, { $0.ece }),
        numbers("negative log-likelihood against \(votes)", { $0.nll }, { $0.nll }),
        numbers("Brier score", { $0.brier }, { $0.brier }),
        row("asserted, at the checkpoint's threshold", { NumberText.percent($0.unsure?.coverage ?? 0) }),
        row("of these right", { NumberText.percent($0.unsure?.accuracy ?? 0) }),
      ])
  }

  func classTables() -> [String] {
    evaluations.map { name, evaluation in
      let matrix = evaluation.confusion
      let never = Set(matrix.neverPredicted)
      return HTML.table(
        caption: name.capitalizedFirst, head: ["", "precision", "recall", "F1", "faces"],
        rows: Emotion.allCases.map { emotion in
          let figures = matrix.figures(of: emotion)
          return [
            emotion.rawValue,
            never.contains(emotion) ? "never said" : NumberText.percent(figures.precision, decimals: 1),
            figures.support == 0 ? "–" : NumberText.percent(figures.recall, decimals: 1),
            NumberText.percent(figures.f1, decimals: 1), "\(figures.support)",
          ]
        })
    }
  }

  func matrices() -> [String] {
    evaluations.map { name, evaluation in
      let counts = evaluation.confusion.counts
      let head = Emotion.allCases.map { "<th scope=\"col\">\($0.rawValue)</th>" }.joined()
      let rows = zip(Emotion.allCases, counts).map { emotion, row in
        let sum = max(row.reduce(0, +), 1)
        let cells = row.map { count in
          let share = Double(count) / Double(sum)
          return """
            <td style="--share:\(String(format: "%.0f", 100 * share))">\(count)<br>\
            <small>\(NumberText.percent(share, decimals: 0))</small></td>
            """
        }
        return "<tr><th scope=\"row\">\(emotion.rawValue)</th>\(cells.joined())</tr>"
      }
      return """
        <table class="matrix">
        <caption>\(name.capitalizedFirst)</caption>
        <thead><tr><th scope="col"><small>true ↓ said →</small></th>\(head)</tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody>
        </table>
        """
    }
  }

  func coverageTable() -> String {
    let thresholds = ([0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] + [report.unsureBelow]).sorted()
    let curves = evaluations.map(\.evaluation.coverage)
    return HTML.table(
      caption: "What is asserted at a threshold",
      head: ["threshold"]
        + Self.columns.prefix(curves.count).flatMap { ["\($0): asserted", "of these right"] },
      rows: thresholds.map { threshold in
        let text = NumberText.decimal(threshold, decimals: threshold == report.unsureBelow ? 3 : 1)
        return [threshold == report.unsureBelow ? "<b>\(text)</b>, the checkpoint's" : text]
          + curves.flatMap { curve in
            let point = curve.at(threshold)
            return [
              NumberText.percent(point.coverage, decimals: 1),
              point.coverage == 0 ? "–" : NumberText.percent(point.accuracy, decimals: 1),
            ]
          }
      })
  }

  func robustnessTable(_ robustness: Robustness) -> String {
    let steps = robustness.series.map(\.points.count).max() ?? 0
    return HTML.table(
      caption: "Accuracy; as they are, \(NumberText.percent(robustness.accuracy, decimals: 1))",
      head: ["damage"] + (0..<steps).map { "step \($0 + 1)" },
      rows: robustness.series.map { series in
        ["\(series.kind.title) <small>(\(series.kind.measure))</small>"]
          + series.points.map { point in
            "\(NumberText.percent(point.accuracy, decimals: 1)) <small>at \(series.kind.text(point.strength))</small>"
          }
      })
  }

  func flipsTable(_ flips: EvaluationReport) -> String {
    let columns = [flips.raw] + (flips.leakFree.map { [$0] } ?? [])
    func row(_ name: String, _ value: (EvaluationFigures) -> Double) -> [String] {
      [name] + columns.map { NumberText.percent(value($0)) }
    }
    return HTML.table(
      caption: "With flips", head: [""] + Self.columns.prefix(columns.count),
      rows: [
        row("accuracy", \.accuracy), row("macro recall", \.macroRecall), row("macro F1", \.macroF1),
        row("expected calibration error, 15 bins", \.ece),
      ])
  }

  func speedText(_ speed: Speed) -> String {
    """
    <p>\(String(format: "%.0f", speed.imagesPerSecond)) faces a second in batches of \(speed.batch) on \
    \(speed.threads) thread\(speed.threads == 1 ? "" : "s"); \
    \(NumberText.decimal(speed.millisecondsOfOneFace, decimals: 1)) ms for one face on one thread (median of 60), on \
    the machine that ran the command and with whatever else ran there.</p>
    """
  }
}

extension String {
  /// `all rows` as `All rows`.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
