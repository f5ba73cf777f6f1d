import Emotions
import Foundation
import Language
import Testing
import Training

@Suite struct TextEvaluationTests {
  /// Four texts: happy, happy and sad, sad, neutral.
  private static let labels: [Set<Emotion>] = [[.happy], [.happy, .sad], [.sad], [.neutral]]
  private static let probabilities: [[Double]] = [
    [0, 0, 0, 0.8, 0.2, 0, 0], [0, 0, 0, 0.5, 0.1, 0.4, 0], [0, 0, 0, 0.6, 0.1, 0.3, 0],
    [0, 0, 0, 0.1, 0.9, 0, 0],
  ]

  @Test func `several emotions may be named, as in the paper`() {
    let evaluation = TextEvaluation(
      probabilities: Self.probabilities, labels: Self.labels, thresholds: [Double](repeating: 0.35, count: 7))
    let happy = evaluation.figures(of: .happy)
    #expect(happy.precision == 2.0 / 3)
    #expect(happy.recall == 1)
    #expect(happy.support == 2)
    #expect(evaluation.figures(of: .sad).f1 == 2.0 / 3)
    // Of happy, neutral and sad: the others have no text.
    #expect(abs(evaluation.macroF1 - (0.8 + 1 + 2.0 / 3) / 3) < 1e-12)
    #expect(evaluation.accuracy == 0.75)
    #expect(evaluation.confusion.counts[Emotion.sad.index][Emotion.happy.index] == 1)
    #expect(evaluation.confusion.count == 3)
  }

  @Test func `the temperature makes confidence the share of right readings`() {
    // Two logits of ±2 say 88 %, and three in four are right: ln 3 is what they should have been.
    let row: [Float] = [-30, -30, -30, 2, 0, -30, -30]
    let logits = (0..<400).flatMap { _ in row }
    let labels: [Set<Emotion>] = (0..<400).map { $0 % 4 == 0 ? [.neutral] : [.happy] }
    let temperature = TextCalibration.temperature(logits: logits, labels: labels)
    #expect(abs(temperature - 2 / log(3.0)) < 0.02)
    let rows = WordsCheckpoint.probabilities(logits, temperature: temperature)
    let evaluation = TextEvaluation(
      probabilities: rows, labels: labels, thresholds: [Double](repeating: 0.5, count: 7))
    #expect(evaluation.reliability.expectedCalibrationError < 0.01)
  }

  @Test func `a threshold lies where F1 is best`() {
    // Fear is true above 0.3 and only there.
    let probabilities = (0..<100).map { index -> [Double] in
      let fear = Double(index) / 100
      return [0, 0, fear, 0, 1 - fear, 0, 0]
    }
    let labels: [Set<Emotion>] = (0..<100).map { $0 > 30 ? [.fear] : [.neutral] }
    let thresholds = TextCalibration.thresholds(probabilities: probabilities, labels: labels)
    #expect(abs(thresholds[Emotion.fear.index] - 0.3) < 0.035)
    #expect(thresholds.allSatisfy { (0...1).contains($0) })
  }

  @Test func `intervals hold the figure and are the same for the same seed`() throws {
    let labels = (0..<50).flatMap { _ in Self.labels }
    let evaluation = TextEvaluation(
      probabilities: (0..<50).flatMap { _ in Self.probabilities }, labels: labels,
      thresholds: [Double](repeating: 0.35, count: 7))
    var (first, second) = (SeededGenerator(seed: 1), SeededGenerator(seed: 1))
    let a = try #require(evaluation.intervals(draws: 200, using: &first))
    let b = try #require(evaluation.intervals(draws: 200, using: &second))
    #expect(a.macroF1 == b.macroF1)
    #expect(a.macroF1.contains(evaluation.macroF1))
    let report = TextReport(
      evaluation, set: TextDataSet(labels.map { LabelledText("x", $0) }), temperature: 1, model: "m",
      data: "d",
      command: "c")
    #expect(report.text.contains("macro F1"))
    let json = try JSONSerialization.jsonObject(with: report.json()) as? [String: Any]
    #expect(json?["texts"] as? Int == 200)
  }
}
