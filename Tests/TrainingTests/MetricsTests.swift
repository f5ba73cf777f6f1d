import Emotions
import Foundation
import Testing
import Training

struct MetricsTests {
  private let labels: [Emotion] = [.angry, .angry, .angry, .happy, .happy, .sad]
  private let predictions: [Emotion] = [.angry, .angry, .happy, .happy, .happy, .angry]

  private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool { abs(a - b) < tolerance }

  @Test func `the confusion matrix has true rows and predicted columns`() {
    let matrix = ConfusionMatrix(labels: labels, predictions: predictions)
    #expect(matrix.counts[Emotion.angry.index] == [2, 0, 0, 1, 0, 0, 0])
    #expect(matrix.counts[Emotion.happy.index] == [0, 0, 0, 2, 0, 0, 0])
    #expect(matrix.counts[Emotion.sad.index] == [1, 0, 0, 0, 0, 0, 0])
    #expect(matrix.count == 6)
    #expect(close(matrix.accuracy, 4.0 / 6))
  }

  @Test func `figures of a class follow from its row and column`() {
    let matrix = ConfusionMatrix(labels: labels, predictions: predictions)
    let angry = matrix.figures(of: .angry)
    #expect(close(angry.precision, 2.0 / 3) && close(angry.recall, 2.0 / 3) && close(angry.f1, 2.0 / 3))
    let happy = matrix.figures(of: .happy)
    #expect(
      close(happy.precision, 2.0 / 3) && happy.recall == 1 && close(happy.f1, 0.8) && happy.support == 2)
    #expect(matrix.figures(of: .sad) == ClassFigures(precision: 0, recall: 0, f1: 0, support: 1))
    #expect(matrix.neverPredicted == [.disgust, .fear, .neutral, .sad, .surprise])
  }

  @Test func `macro means are over the classes that have rows`() {
    let matrix = ConfusionMatrix(labels: labels, predictions: predictions)
    #expect(close(matrix.macroRecall, (2.0 / 3 + 1 + 0) / 3))
    #expect(close(matrix.macroF1, (2.0 / 3 + 0.8 + 0) / 3))
    #expect(ConfusionMatrix(labels: [], predictions: []).macroF1 == 0)
  }

  @Test func `likelihood and Brier score are those of the definition`() throws {
    let sure = EmotionDistribution(.happy, confidence: 0.7)
    let evaluation = Evaluation(distributions: [sure, sure], labels: [.happy, .sad])
    #expect(close(evaluation.nllOfLabels, -(log(0.7) + log(0.05)) / 2))
    #expect(close(evaluation.nll, evaluation.nllOfLabels))
    let right = 0.09 + 6 * 0.0025
    let wrong = 0.49 + 0.95 * 0.95 + 5 * 0.0025
    #expect(close(evaluation.brier, (right + wrong) / 2))
    let votes: [[Float]] = [[0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0.5, 0, 0.5, 0]]
    let soft = Evaluation(distributions: [sure, sure], labels: [.happy, .sad], targets: votes)
    #expect(close(soft.nll, -(log(0.7) + 0.5 * log(0.7) + 0.5 * log(0.05)) / 2))
  }

  @Test func `a sure mistake costs much but not everything`() {
    let evaluation = Evaluation(distributions: [EmotionDistribution(.happy)], labels: [.sad])
    #expect(evaluation.nll.isFinite && evaluation.nll > 30)
  }

  @Test func `softmax of logits is divided by the temperature`() throws {
    let logits: [Float] = [1000, 1001, 0, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0]
    let distributions = try Softmax.distributions(logits: logits, temperature: 2)
    #expect(close(distributions[0][.disgust], 1 / (1 + exp(-0.5))))
    #expect(close(distributions[1][.sad], 1.0 / 7))
    #expect(throws: EmotionError.self) { try Softmax.distributions(logits: [.nan, 0, 0, 0, 0, 0, 0]) }
  }

  @Test func `an interval holds the accuracy and repeats with its seed`() {
    let distributions = (0..<400).map { EmotionDistribution($0 % 4 == 0 ? .sad : .happy) }
    let evaluation = Evaluation(distributions: distributions, labels: Array(repeating: .happy, count: 400))
    var generator = SeededGenerator(seed: 1)
    let interval = evaluation.accuracyInterval(using: &generator)
    // The normal approximation gives 0.75 ± 0.0424.
    #expect(close(interval.lowerBound, 0.7076, 0.012) && close(interval.upperBound, 0.7924, 0.012))
    generator = SeededGenerator(seed: 1)
    #expect(evaluation.accuracyInterval(using: &generator) == interval)
  }

  @Test func `rows can be chosen`() {
    let evaluation = Evaluation(
      distributions: [EmotionDistribution(.happy), EmotionDistribution(.sad)], labels: [.happy, .happy])
    #expect(evaluation.rows([0]).confusion.accuracy == 1)
    #expect(evaluation.rows([1]).confusion.accuracy == 0)
  }
}
