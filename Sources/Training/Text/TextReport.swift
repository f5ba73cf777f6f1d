import Emotions
import Foundation

/// The figures of a reader of texts, with what is needed to make them again.
public struct TextReport: Codable, Sendable {
  /// Of one emotion.
  public struct Row: Codable, Sendable {
    public let emotion: Emotion
    public let threshold, precision, recall, f1: Double
    public let support: Int
  }

  public let model, data, command: String
  /// SHA-256 of the texts and labels.
  public let dataSHA256: String
  public let texts, skipped: Int
  public let macroF1: Double
  /// 95 %, over the texts drawn again with replacement.
  public let macroF1Interval: [Double]
  /// Share of texts whose most probable emotion a rater named.
  public let accuracy: Double
  /// Expected calibration error of the most probable emotion, 15 bins.
  public let ece: Double
  public let eceInterval: [Double]
  /// Mean cross-entropy to the labels' shares, nats.
  public let nll: Double
  public let temperature: Double
  public let emotions: [Row]
  /// Of the texts with one label: true emotion by row, most probable one by column.
  public let confusion: [[Int]]
  /// Of the draws behind the intervals.
  public let seed: UInt64

  enum CodingKeys: String, CodingKey {
    case model, data, command, texts, skipped, accuracy, ece, nll, temperature, emotions, confusion, seed
    case dataSHA256 = "data_sha256"
    case macroF1 = "macro_f1"
    case macroF1Interval = "macro_f1_interval"
    case eceInterval = "ece_interval"
  }

  /// - Parameters:
  ///   - model: what it is called; `data` likewise.
  ///   - command: that makes the figures again.
  public init(
    _ evaluation: TextEvaluation, set: TextDataSet, temperature: Double, model: String, data: String,
    command: String, seed: UInt64 = 1
  ) {
    var generator = SeededGenerator(seed: seed)
    let intervals = evaluation.intervals(using: &generator)
    let ends = { (range: ClosedRange<Double>?) in range.map { [$0.lowerBound, $0.upperBound] } ?? [] }
    (self.model, self.data, self.command, self.seed) = (model, data, command, seed)
    dataSHA256 = set.contentHash()
    (texts, skipped) = (set.texts.count, set.skipped.count)
    (macroF1, accuracy, nll) = (evaluation.macroF1, evaluation.accuracy, evaluation.nll)
    macroF1Interval = ends(intervals?.macroF1)
    ece = evaluation.reliability.expectedCalibrationError
    eceInterval = ends(intervals?.ece)
    self.temperature = temperature
    emotions = Emotion.allCases.map { emotion in
      let figures = evaluation.figures(of: emotion)
      return Row(
        emotion: emotion, threshold: evaluation.thresholds[emotion.index], precision: figures.precision,
        recall: figures.recall, f1: figures.f1, support: figures.support)
    }
    confusion = evaluation.confusion.counts
  }

  /// The figures as an indented JSON object.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The figures for people.
  public var text: String {
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func interval(_ ends: [Double], _ write: (Double) -> String) -> String {
      ends.count == 2 ? " (95 %: \(write(ends[0]))–\(write(ends[1])))" : ""
    }
    func column(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var lines = [
      "\(texts) texts of \(data), read with \(model)",
      "macro F1   \(number(macroF1))\(interval(macroF1Interval, number))",
      "most probable emotion right   \(percent(accuracy))",
      "calibration error   \(percent(ece))\(interval(eceInterval, percent))", "",
      "emotion    threshold  precision  recall     F1   texts",
    ]
    for row in emotions {
      let name = row.emotion.rawValue
      lines.append(
        name + String(repeating: " ", count: 9 - name.count) + column(number(row.threshold), 11)
          + column(number(row.precision), 11) + column(number(row.recall), 8) + column(number(row.f1), 7)
          + column("\(row.support)", 8))
    }
    lines += ["", "of texts with one label: rows are the label, columns the most probable emotion"]
    lines.append(
      String(repeating: " ", count: 9)
        + Emotion.allCases.map { column($0.rawValue, 9) }.joined())
    for (emotion, row) in zip(Emotion.allCases, confusion) {
      let name = emotion.rawValue
      lines.append(
        name + String(repeating: " ", count: 9 - name.count) + row.map { column("\($0)", 9) }.joined())
    }
    return lines.joined(separator: "\n")
  }
}
