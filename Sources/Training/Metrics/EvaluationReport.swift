import Emotions
import Foundation

/// The figures of a model on one set of rows.
public struct EvaluationFigures: Codable, Hashable, Sendable {
  /// Share of rows that are right, 0…1.
  public let accuracy: Double
  /// Mean F1 over the emotions that have rows.
  public let macroF1: Double
  /// Mean recall over the emotions that have rows.
  public let macroRecall: Double
  /// Expected calibration error of the top label, 15 bins.
  public let ece: Double
  /// Cross-entropy with the votes, or with the labels where there are no votes.
  public let nll: Double
  /// Squared distance to the labels, 0…2.
  public let brier: Double
  /// What is asserted at the checkpoint's threshold of *unsure*; `nil` where none is known.
  public let unsure: UnsureFigures?
  /// Precision, recall, F1 and support by emotion; an undefined precision (never predicted) is 0.
  public let perClass: [Emotion: ClassFigures]
  /// Rows are the true labels, columns the predicted ones, both in the order of `labels`.
  public let confusionMatrix: [[Int]]
  /// The emotions in the order of the matrix.
  public let labels: [Emotion]
  /// Number of rows.
  public let count: Int

  enum CodingKeys: String, CodingKey {
    case accuracy, ece, nll, brier, unsure, labels, count
    case macroF1 = "macro_f1"
    case macroRecall = "macro_recall"
    case perClass = "per_class"
    case confusionMatrix = "confusion_matrix"
  }

  public init(
    confusion: ConfusionMatrix, ece: Double, nll: Double, brier: Double, unsure: UnsureFigures? = nil
  ) {
    accuracy = confusion.accuracy
    macroF1 = confusion.macroF1
    macroRecall = confusion.macroRecall
    self.ece = ece
    self.nll = nll
    self.brier = brier
    self.unsure = unsure
    perClass = Dictionary(uniqueKeysWithValues: Emotion.allCases.map { ($0, confusion.figures(of: $0)) })
    confusionMatrix = confusion.counts
    labels = Emotion.allCases
    count = confusion.count
  }
}

/// What `mien evaluate` reports: the figures of all rows and, apart, of those the model cannot have seen.
///
/// In JSON the raw figures stand at the top level and the others, with the same keys, under `leak_free`.
public struct EvaluationReport: Hashable, Sendable {
  public let raw: EvaluationFigures
  /// The figures without rows that show the same photograph as a row trained on; `nil` if that was not asked
  /// for.
  public let leakFree: EvaluationFigures?

  public init(raw: EvaluationFigures, leakFree: EvaluationFigures? = nil) {
    self.raw = raw
    self.leakFree = leakFree
  }

  /// The report as JSON with sorted keys and a line end.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension EvaluationReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case leakFree = "leak_free"
  }

  public init(from decoder: any Decoder) throws {
    raw = try EvaluationFigures(from: decoder)
    leakFree = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
      EvaluationFigures.self, forKey: .leakFree)
  }

  public func encode(to encoder: any Encoder) throws {
    try raw.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(leakFree, forKey: .leakFree)
  }
}
