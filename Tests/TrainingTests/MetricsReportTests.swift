import Emotions
import Foundation
import Testing
import Training

struct MetricsReportTests {
  private let report: EvaluationReport = {
    let labels: [Emotion] = [.angry, .happy, .happy, .neutral]
    let said: [Emotion] = [.angry, .happy, .neutral, .neutral]
    let evaluation = Evaluation(
      distributions: said.map { EmotionDistribution($0, confidence: 0.8) }, labels: labels)
    return EvaluationReport(raw: evaluation.figures, leakFree: evaluation.rows([0, 1]).figures)
  }()

  @Test func `JSON has the documented keys, twice`() throws {
    let json = try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    let keys: Set = [
      "accuracy", "macro_f1", "macro_recall", "ece", "nll", "brier", "per_class", "confusion_matrix",
      "labels",
      "count",
    ]
    #expect(Set(json.keys) == keys.union(["leak_free"]))
    let leakFree = try #require(json["leak_free"] as? [String: Any])
    #expect(Set(leakFree.keys) == keys)
    #expect(json["accuracy"] as? Double == 0.75)
    #expect(json["count"] as? Int == 4)
    #expect(leakFree["count"] as? Int == 2)
    #expect(
      json["labels"] as? [String] == ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"])
    #expect((json["confusion_matrix"] as? [[Int]])?[3] == [0, 0, 0, 1, 1, 0, 0])
    let classes = try #require(json["per_class"] as? [String: [String: Double]])
    #expect(classes["happy"] == ["precision": 1, "recall": 0.5, "f1": 2.0 / 3, "support": 2])
    #expect(classes.count == 7)
  }

  @Test func `a report is read back as it was written`() throws {
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: report.json()) == report)
    let raw = EvaluationReport(raw: report.raw)
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: raw.json()) == raw)
    #expect(!String(decoding: try raw.json(), as: UTF8.self).contains("leak_free"))
  }

  @Test func `the text is an aligned table and matrix`() {
    #expect(
      EvaluationReport(raw: report.raw).description == """
                                      all rows
        rows                                 4
        accuracy                       75.00 %
        macro F1                       77.78 %
        macro recall                   83.33 %
        calibration error (ECE)         5.00 %
        negative log-likelihood         1.0177
        Brier score                     0.4300

        All rows
                    precision     recall         F1       rows
        angry        100.00 %   100.00 %   100.00 %          1
        disgust             –          –          –          0
        fear                –          –          –          0
        happy        100.00 %    50.00 %    66.67 %          2
        neutral       50.00 %   100.00 %    66.67 %          1
        sad                 –          –          –          0
        surprise            –          –          –          0
        – no rows: the means over the emotions leave it out

        true \\ predicted     angry  disgust     fear    happy  neutral      sad surprise
        angry                    1        0        0        0        0        0        0
        disgust                  0        0        0        0        0        0        0
        fear                     0        0        0        0        0        0        0
        happy                    0        0        0        1        1        0        0
        neutral                  0        0        0        0        1        0        0
        sad                      0        0        0        0        0        0        0
        surprise                 0        0        0        0        0        0        0

        """)
  }

  @Test func `leak-free figures stand beside the raw ones`() {
    let lines = report.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "                              all rows   leak-free")
    #expect(lines[2] == "accuracy                       75.00 %    100.00 %")
    #expect(lines.contains("Leak-free rows"))
  }

  @Test func `what is asserted at the checkpoint's threshold is in the JSON and the text`() throws {
    let labels: [Emotion] = [.angry, .happy, .happy, .neutral]
    let evaluation = Evaluation(
      distributions: [
        EmotionDistribution(.angry, confidence: 0.9), EmotionDistribution(.happy, confidence: 0.6),
        EmotionDistribution(.sad, confidence: 0.8), EmotionDistribution(.neutral, confidence: 0.5),
      ], labels: labels)
    let report = EvaluationReport(
      raw: evaluation.figures(unsureBelow: 0.6), leakFree: evaluation.rows([0, 3]).figures(unsureBelow: 0.6))
    let json = try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    #expect(
      json["unsure"] as? [String: Double] == ["threshold": 0.6, "coverage": 0.75, "accuracy": 2.0 / 3])
    let leakFree = try #require(json["leak_free"] as? [String: Any])
    #expect(leakFree["unsure"] as? [String: Double] == ["threshold": 0.6, "coverage": 0.5, "accuracy": 1])
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: report.json()) == report)
    let lines = report.text(intervals: [0.25...1, 0.5...1]).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[3] == "  95 % interval             25.0–100.0  50.0–100.0")
    #expect(lines[10] == "asserted at a confidence of 0.600 or more")
    #expect(lines[11] == "share of rows                  75.00 %     50.00 %")
    #expect(lines[12] == "accuracy                       66.67 %    100.00 %")
  }
}
