import Emotions
import Foundation
import Testing
import Training

struct MetricsCalibrationTests {
  @Test func `the calibration error weighs bins by their rows`() {
    // Two rows in (14/15, 1], both at 0.95 and one right; two in (8/15, 9/15] at 0.55 and 0.59, both right.
    let reliability = Reliability(confidences: [0.95, 0.95, 0.55, 0.59], right: [true, false, true, true])
    #expect(reliability.bins.count == 15)
    #expect(reliability.bins[14].count == 2 && reliability.bins[14].accuracy == 0.5)
    #expect(reliability.bins[8].count == 2 && abs(reliability.bins[8].confidence - 0.57) < 1e-12)
    #expect(abs(reliability.expectedCalibrationError - (0.5 * 0.45 + 0.5 * 0.43)) < 1e-12)
  }

  @Test func `bins hold their upper edge, and the ends are caught`() {
    let reliability = Reliability(confidences: [0, 0.5, 1], right: [false, true, true], binCount: 2)
    #expect(reliability.bins.map(\.count) == [2, 1])
    #expect(Reliability(confidences: [], right: []).expectedCalibrationError == 0)
  }

  @Test func `the temperature that made the labels is found again`() throws {
    var generator = SeededGenerator(seed: 11)
    let logits = (0..<7 * 4_000).map { _ in generator.uniform(-4...4) }
    // With the true distribution at T = 2.5 as targets the likelihood is best exactly there.
    let targets = try Softmax.distributions(logits: logits, temperature: 2.5).map {
      $0.probabilities.map(Float.init)
    }
    #expect(abs(Calibration.temperature(logits: logits, targets: targets) - 2.5) < 0.001)
    #expect(Calibration.temperature(logits: [], targets: []) == 1)
  }

  @Test func `calibrating lowers the likelihood's cost on hard labels`() throws {
    var generator = SeededGenerator(seed: 12)
    let logits = (0..<7 * 500).map { _ in generator.uniform(-6...6) }
    let labels = try Softmax.distributions(logits: logits).map { distribution in
      generator.unit() < 0.6 ? distribution.top : Emotion.allCases[generator.below(7)]
    }
    let temperature = Calibration.temperature(logits: logits, targets: labels.map(\.oneHot))
    func nll(_ temperature: Double) throws -> Double {
      try Evaluation(logits: logits, labels: labels, temperature: temperature).nll
    }
    #expect(try nll(temperature) < nll(1))
    #expect(try nll(temperature) <= nll(temperature * 1.05))
    #expect(try nll(temperature) <= nll(temperature / 1.05))
  }

  @Test func `the threshold keeps as many rows as it may`() throws {
    let confidences = [0.9, 0.8, 0.7, 0.6, 0.5]
    let right = [true, true, false, true, false]
    let threshold = try #require(
      Calibration.threshold(confidences: confidences, right: right, rightAtLeast: 0.75))
    #expect(threshold.confidence == 0.6 && threshold.coverage == 0.8)
    let strict = try #require(Calibration.threshold(confidences: confidences, right: right, rightAtLeast: 1))
    #expect(strict.confidence == 0.8 && strict.coverage == 0.4)
    #expect(Calibration.threshold(confidences: [0.9], right: [false], rightAtLeast: 0.9) == nil)
    #expect(Calibration.threshold(confidences: [0.5, 0.5], right: [true, false], rightAtLeast: 0.9) == nil)
  }
}
