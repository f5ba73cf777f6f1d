import Emotions
import Foundation

extension ReproductionReport {
  /// The tables, for a document and for a terminal.
  public func markdown() -> String {
    [
      origin, "**Accuracy**", accuracyTable, verdict, "**Precision / recall / F1**", classTable,
      "**Test rows that show a photograph of the training rows**", sharedTable,
      "**Confusion matrix of (a)**, a row for each true label", matrix(balanceThenSplit.test),
      "**Confusion matrix of (b)**, a row for each true label", matrix(splitThenBalance.test),
    ].joined(separator: "\n\n") + "\n"
  }

  private var origin: String {
    let what = recipe.frozenBase ? "classifier on a frozen base" : "whole network"
    return """
      Made by `\(command)` (\(what), \(recipe.side) pixels, \(epochs) of \
      \(balanceThenSplit.trainingRows) rows in both runs, seed \(recipe.seed), data \(data.prefix(12))…, \
      \(minutes) of training). (a) balanced, then split at random, as published; (b) split by photograph, then balanced.
      """
  }

  private var epochs: String { recipe.epochs == 1 ? "1 epoch" : "\(recipe.epochs) epochs" }

  private var minutes: String {
    let seconds = balanceThenSplit.seconds + splitThenBalance.seconds
    return seconds < 100 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
  }

  private var accuracyTable: String {
    let (a, b) = (balanceThenSplit, splitThenBalance)
    var table = MarkdownTable(["", "published", "(a)", "(b)"])
    table.append([
      "accuracy on its own test rows", percent(published.accuracy), percent(a.test.accuracy),
      percent(b.test.accuracy),
    ])
    table.append(["95 % interval", "–", interval(a), interval(b)])
    table.append([
      "mean recall there", percent(published.macroRecall), percent(a.test.macroRecall),
      percent(b.test.macroRecall),
    ])
    table.append(["test rows", "–", "\(a.test.count)", "\(b.test.count)"])
    table.append(["their photograph trained on", "–", "\(a.total.shared)", "\(b.total.shared)"])
    if let fromA = a.unseen, let fromB = b.unseen {
      table.append([
        "accuracy on \(fromA.count) unseen photographs", "–", percent(fromA.accuracy),
        percent(fromB.accuracy),
      ])
    }
    return "\(table)"
  }

  /// Whether (a) reaches the published figure, and if not, what is missing.
  private var verdict: String {
    let total = balanceThenSplit.total
    let missing = published.accuracy - balanceThenSplit.test.accuracy
    let known = share(total.sharedRight, total.shared)
    let unknown = share(total.othersRight, total.count - total.shared)
    let parts =
      "Of its test rows whose photograph was trained on, \(known) are right; of the others \(unknown)."
    guard missing > 0 else { return "(a) reaches the published accuracy. " + parts }
    let errors = total.count - total.sharedRight - total.othersRight
    let common = Emotion.allCases.filter { (balanceThenSplit.testRows[$0]?.copies ?? 0) < 3 }
    let commonErrors = common.reduce(0) { sum, emotion in
      let rows = balanceThenSplit.testRows[emotion]
      return sum + (rows.map { $0.count - $0.sharedRight - $0.othersRight } ?? 0)
    }
    let names = common.map(\.rawValue).joined(separator: ", ")
    return String(format: "(a) is %.2f points below the published accuracy. ", 100 * missing)
      + "\(commonErrors) of its \(errors) mistakes are on the classes copied less than three times (\(names)). "
      + parts
  }

  private var classTable: String {
    var table = MarkdownTable(["", "published", "(a)", "(b)"])
    func cell(_ precision: Double, _ recall: Double, _ f1: Double) -> String {
      String(format: "%.2f / %.2f / %.2f", precision, recall, f1)
    }
    func cell(_ figures: ClassFigures?) -> String {
      figures.map { cell($0.precision, $0.recall, $0.f1) } ?? "–"
    }
    for emotion in Emotion.allCases {
      let figures = published.perClass[emotion]
      table.append([
        emotion.rawValue, figures.map { cell($0.precision, $0.recall, $0.f1) } ?? "–",
        cell(balanceThenSplit.test.perClass[emotion]), cell(splitThenBalance.test.perClass[emotion]),
      ])
    }
    return "\(table)"
  }

  private var sharedTable: String {
    var table = MarkdownTable([
      "", "photographs", "copies of each", "(a) test rows", "shared", "right of shared", "right of others",
      "(b) test rows", "shared",
    ])
    func append(_ name: String, _ copies: String, _ a: ReproductionOutcome.TestRows, _ b: [Int]) {
      table.append([
        name, "\(a.photographs)", copies, "\(a.count)", "\(a.shared)", share(a.sharedRight, a.shared),
        share(a.othersRight, a.count - a.shared), "\(b[0])", "\(b[1])",
      ])
    }
    for emotion in Emotion.allCases {
      guard let a = balanceThenSplit.testRows[emotion], let b = splitThenBalance.testRows[emotion] else {
        continue
      }
      append(emotion.rawValue, String(format: "%.1f", a.copies), a, [b.count, b.shared])
    }
    let b = splitThenBalance.total
    append("all", "", balanceThenSplit.total, [b.count, b.shared])
    return "\(table)"
  }

  private func matrix(_ figures: EvaluationFigures) -> String {
    var table = MarkdownTable([""] + figures.labels.map(\.rawValue))
    for (label, counts) in zip(figures.labels, figures.confusionMatrix) {
      table.append([label.rawValue] + counts.map(String.init))
    }
    return "\(table)"
  }

  private func interval(_ outcome: ReproductionOutcome) -> String {
    outcome.accuracyInterval.map { String(format: "%.1f", 100 * $0) }.joined(separator: "–") + " %"
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "–" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
  }

  private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
