import Emotions
import Foundation
import Testing
import Training

@Suite struct PriorCorrectionTests {
  private let support = [100, 10, 50, 100, 1000, 200, 100]

  @Test func `an emotion that is ten times rarer gains the logarithm of ten at full strength`() {
    let correction = PriorCorrection(strength: 0.5, support: support)
    #expect(correction.offsets[Emotion.neutral.index] == 0)
    #expect(abs(correction.offsets[Emotion.angry.index] - 0.5 * logf(10)) < 1e-6)
    #expect(abs(correction.offsets[Emotion.disgust.index] - 0.5 * logf(100)) < 1e-6)
    let logits: [Float] = [1, 2, 3, 4, 5, 6, 7]
    let applied = correction.applied(to: logits + logits)
    for place in 0..<14 { #expect(applied[place] == logits[place % 7] + correction.offsets[place % 7]) }
  }

  /// Logits that favour neutral by `lead` over `emotion`.
  private func row(_ emotion: Emotion, lead: Float) -> [Float] {
    Emotion.allCases.map { $0 == .neutral ? lead : $0 == emotion ? 0 : -20 }
  }

  @Test func `as much is made up for as costs no accuracy`() throws {
    // Disgust gains 4.6 times the strength on neutral: the first row turns right from 0.1 on, and the last two,
    // which are neutral, turn wrong from 0.35 on.
    let logits = row(.disgust, lead: 0.4) + row(.disgust, lead: 1.6) + row(.disgust, lead: 1.6)
    let fitted = try PriorCorrection.fitted(
      logits: logits, labels: [.disgust, .neutral, .neutral], support: support)
    #expect(abs(fitted.strength - 0.3) < 1e-9)
  }

  @Test func `nothing is changed when anything would cost accuracy`() throws {
    let fitted = try PriorCorrection.fitted(
      logits: row(.disgust, lead: 0.1), labels: [.neutral], support: support)
    #expect(fitted.strength == 0)
  }
}
