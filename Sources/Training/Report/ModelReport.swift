import Emotions
import Foundation
import Images

/// What was measured, of which model, on which faces, by which command: enough to measure it again.
public struct ReportSubject: Codable, Hashable, Sendable {
  /// The checkpoint's file, without its folder.
  public let model: String
  /// SHA-256 of the checkpoint's file.
  public let modelSHA256: String
  /// The network in a few words.
  public let network: String
  /// The data's name, without its folder.
  public let data: String
  /// ``FaceDataSet/contentHash()`` of all its rows with their labels.
  public let dataSHA256: String
  public let split: String
  /// Where the labels come from, in words.
  public let labels: String
  /// Rows of the split, with and without a label.
  public let rows: Int
  /// Pictures of the data that cannot be read.
  public let skipped: Int
  /// How leaks were looked for and what was found, a sentence.
  public let leaks: String
  public let command: String

  public init(
    model: String, modelSHA256: String, network: String, data: String, dataSHA256: String, split: String,
    labels: String, rows: Int, skipped: Int, leaks: String, command: String
  ) {
    self.model = model
    self.modelSHA256 = modelSHA256
    self.network = network
    self.data = data
    self.dataSHA256 = dataSHA256
    self.split = split
    self.labels = labels
    self.rows = rows
    self.skipped = skipped
    self.leaks = leaks
    self.command = command
  }

  enum CodingKeys: String, CodingKey {
    case model, network, data, split, labels, rows, skipped, leaks, command
    case modelSHA256 = "model_sha256"
    case dataSHA256 = "data_sha256"
  }
}

/// Everything a report says about a model; ``ReportPage`` shows it.
public struct ModelReport: Sendable {
  public let subject: ReportSubject
  /// All labelled rows of the split.
  public let all: Evaluation
  /// Positions of the rows the model cannot have seen; `nil` where that is not known or none is left.
  public let unseen: [Int]?
  /// Confidence below which a reading is unsure.
  public let unsureBelow: Double
  /// Draws the bootstrap's rows.
  public let seed: UInt64
  /// Distributions with flips at test time, one a row.
  public var flipped: [EmotionDistribution]?
  public var robustness: Robustness?
  public var speed: Speed?
  /// The log of the run that made the model.
  public var log: [EpochRecord] = []

  public init(
    _ subject: ReportSubject, all: Evaluation, unseen: [Int]?, unsureBelow: Double, seed: UInt64 = 1
  ) {
    self.subject = subject
    self.all = all
    self.unseen = unseen
    self.unsureBelow = unsureBelow
    self.seed = seed
  }

  /// The rows the model cannot have seen.
  public var leakFree: Evaluation? { unseen.map(all.rows) }

  /// The figures alone, with keys as ``EvaluationReport`` writes them.
  public var evaluation: EvaluationReport {
    EvaluationReport(
      raw: all.figures(unsureBelow: unsureBelow), leakFree: leakFree?.figures(unsureBelow: unsureBelow))
  }

  /// The 95 % intervals of all rows and of the leak-free ones.
  public var intervals: (raw: FigureIntervals?, leakFree: FigureIntervals?) {
    var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
    return (all.intervals(using: &first), leakFree?.intervals(using: &second))
  }

  /// The accuracy's 95 % intervals, for the columns of a table.
  public var accuracyIntervals: [ClosedRange<Double>] {
    [all, leakFree].compactMap { evaluation in
      var generator = SeededGenerator(seed: seed)
      return evaluation?.accuracyInterval(using: &generator)
    }
  }

  /// The figures with flips at test time.
  public var flips: EvaluationReport? {
    guard let flipped else { return nil }
    let all = Evaluation(distributions: flipped, labels: all.labels, targets: all.targets)
    return EvaluationReport(
      raw: all.figures(unsureBelow: unsureBelow),
      leakFree: unseen.map { all.rows($0).figures(unsureBelow: unsureBelow) })
  }

  /// All numbers of the page as one JSON object, for model cards and tables.
  public func json() throws -> Data {
    let (raw, leakFree) = intervals
    let numbers = Numbers(
      subject: subject, evaluation: evaluation, intervals: raw, leakFreeIntervals: leakFree, flips: flips,
      robustness: robustness, speed: speed, seed: seed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(numbers) + Data("\n".utf8)
  }

  private struct Numbers: Encodable {
    let subject: ReportSubject
    let evaluation: EvaluationReport
    let intervals: FigureIntervals?
    let leakFreeIntervals: FigureIntervals?
    let flips: EvaluationReport?
    let robustness: Robustness?
    let speed: Speed?
    let seed: UInt64

    enum CodingKeys: String, CodingKey {
      case subject, evaluation, intervals, flips, robustness, speed, seed
      case leakFreeIntervals = "leak_free_intervals"
    }
  }
}
