import Foundation
import Images

/// A ``ModelReport`` as one page that loads nothing, has no script, prints, and follows light and dark.
///
/// It holds pictures of the faces most confidently misread: mind who sees it.
public struct ReportPage: Sendable {
  public let report: ModelReport
  /// The rows of the evaluation, for their pictures and names.
  public let faces: [FaceRow]
  /// Mistakes shown.
  public let mistakeLimit: Int

  /// - Precondition: as many faces as rows in the evaluation.
  public init(_ report: ModelReport, faces: [FaceRow], mistakeLimit: Int = 32) {
    precondition(faces.count == report.all.labels.count, "one face for each row of the evaluation")
    self.report = report
    self.faces = faces
    self.mistakeLimit = mistakeLimit
  }

  /// The page; about 0.5 MB.
  ///
  /// - Throws: ``ImageError/notEncoded(_:)``
  public func html() throws(ImageError) -> String {
    let sections = [
      section("What was measured", nil, [subjectTable()]),
      section("Figures", Self.figuresText, [figuresTable()]),
      section("Each emotion", Self.emotionsText, [side(classTables()), side(precisionRecallCharts())]),
      section("Confusion matrix", Self.confusionText, [side(matrices())]),
      section("Calibration", Self.calibrationText, [side(reliabilityCharts())]),
      section("Unsure", unsureText, [side([coverageChart()]), coverageTable()]),
      report.robustness.map {
        section("Robustness", robustnessText($0), [side(robustnessCharts($0)), robustnessTable($0)])
      },
      report.flips.map { section("Flips at test time", Self.flipsText, [flipsTable($0)]) },
      section("Most confident mistakes", mistakesText, [try mistakes()]),
      report.log.isEmpty ? nil : section("Training", Self.trainingText, [side(trainingCharts())]),
      report.speed.map { section("Speed", nil, [speedText($0)]) },
    ]
    return HTML.page(
      title: "Evaluation of \(report.subject.model)", style: Self.style,
      body: """
        <h1>Evaluation of \(HTML.escaped(report.subject.model))</h1>
        <p class="headline">\(headline)</p>
        \(sections.compactMap(\.self).joined(separator: "\n"))
        """)
  }

  /// The two figures that stand next to each other everywhere.
  private var headline: String {
    let evaluation = report.evaluation
    let (raw, leakFree) = report.intervals
    func text(_ figures: EvaluationFigures, _ interval: FigureIntervals?) -> String {
      let bounds = interval.map { " (95 % interval \(Self.bounds($0.accuracy)))" } ?? ""
      return "<b>\(NumberText.percent(figures.accuracy))</b>\(bounds)"
    }
    let all = "Of all \(evaluation.raw.count) faces \(text(evaluation.raw, raw)) are read right"
    guard let figures = evaluation.leakFree else { return "\(all). \(HTML.escaped(report.subject.leaks))" }
    return """
      \(all); of the \(figures.count) that are not the same photograph as a face trained on, \
      \(text(figures, leakFree)).
      """
  }

  private func section(_ title: String, _ text: String?, _ parts: [String]) -> String {
    (["<section>", "<h2>\(title)</h2>", text.map { "<p>\($0)</p>" } ?? ""] + parts + ["</section>"])
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Parts next to each other where there is room.
  private func side(_ parts: [String]) -> String {
    "<div class=\"charts\">\n\(parts.joined(separator: "\n"))\n</div>"
  }

  /// An interval of shares, in percent.
  static func bounds(_ interval: ClosedRange<Double>) -> String {
    String(format: "%.1f–%.1f", 100 * interval.lowerBound, 100 * interval.upperBound)
  }

  private static let figuresText = """
    Intervals hold 95 % of 1,000 draws of the faces with replacement: they say how much a figure owes to which faces \
    happen to be in the set. Macro figures weigh every emotion alike. For calibration error, likelihood and Brier score \
    less is better.
    """
  private static let emotionsText = """
    Precision: of the faces called so, the share that is. Recall: of the faces that are, the share called so. \
    F1 is their harmonic mean. The curves show what one costs in the other as the probability from which the emotion is \
    called moves; AP is the area under the curve, as scikit-learn's average precision.
    """
  private static let confusionText = """
    A row for what people say, a column for what the model says: faces, and below them the share of the row, which is also \
    the depth of the colour.
    """
  private static let calibrationText = """
    Bars: the share that is right among readings of that confidence, in 15 bins. On the dotted line the confidence is \
    what it says; below it the model is too sure. ECE is the mean distance, weighted by the faces in each bin; the share of \
    faces in a bin stands beneath as a thin line.
    """
  private var unsureText: String {
    """
    Readings below a confidence are called unsure. The stricter the threshold, the fewer readings are asserted and the \
    more of these are right. The ring is the checkpoint's own threshold, \
    \(NumberText.decimal(report.unsureBelow, decimals: 3)), chosen on its validation faces.
    """
  }
  private func robustnessText(_ robustness: Robustness) -> String {
    """
    Accuracy on \(robustness.rows) \(report.unseen == nil ? "" : "leak-free ")faces drawn with seed \
    \(robustness.seed), as they get worse. With so many faces a figure is good to about \
    ±\(String(format: "%.0f", halfWidth(robustness))) points; the same faces are used throughout, so differences are \
    surer than that.
    """
  }

  /// Half of the 95 % interval of a share, in points (normal approximation).
  private func halfWidth(_ robustness: Robustness) -> Double {
    let share = robustness.accuracy
    return 196 * (share * (1 - share) / Double(max(robustness.rows, 1))).squareRoot()
  }

  private static let flipsText = """
    The mean of the readings of each face and of its mirror image. It takes twice as long, Mien does not do it, and these \
    figures are not comparable with the ones above.
    """
  private var mistakesText: String {
    """
    The faces on which the model was surest and people disagree with it. Some labels are wrong; look before you \
    judge. These are pictures of your data: mind who sees this page.
    """
  }
  private static let trainingText = """
    From the log of the run in whose folder the checkpoint lies. The training figures are of varied faces and with \
    dropout, so they can be worse than those on validation faces.
    """

  private static let style = """
    \(PageChart.style)
    .headline { font-size: 1.15rem; max-width: 50rem; }
    section > p { max-width: 50rem; }
    section > table { max-width: 100%; }
    .subject td { text-align: left; overflow-wrap: anywhere; }
    .charts table { margin: 0 1.5rem 1rem 0; }
    td small, th small { color: var(--soft); font-weight: 400; }
    .matrix { font-size: .85rem; }
    .matrix th, .matrix td { padding: .2rem .45rem; text-align: center; line-height: 1.25; }
    .matrix tbody th { text-align: left; padding-left: 0; }
    .matrix td { background: color-mix(in srgb, var(--heat) calc(var(--share) * .5%), transparent);
      print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .matrix td small { color: inherit; }
    .faces { display: flex; flex-wrap: wrap; gap: 1rem; }
    .faces figure { width: 132px; }
    .faces img { width: 96px; height: 96px; object-fit: contain; image-rendering: pixelated; }
    .faces b { color: var(--alarm); }
    """
}
