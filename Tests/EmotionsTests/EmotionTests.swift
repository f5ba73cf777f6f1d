import Emotions
import Foundation
import Testing

@Suite struct EmotionTests {
  @Test func `the seven labels are in alphabetical order and know their place`() {
    let names = Emotion.allCases.map(\.rawValue)
    #expect(names == ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"])
    #expect(Emotion.allCases.map(\.index) == Array(0..<7))
  }

  @Test func `a distribution divides its weights by their sum`() throws {
    let distribution = try EmotionDistribution([1, 0, 0, 2, 0, 0, 1])
    #expect(distribution.probabilities == [0.25, 0, 0, 0.5, 0, 0, 0.25])
    #expect(distribution.top == .happy)
    #expect(distribution.confidence == 0.5)
    #expect(abs(distribution.affect.valence - (0.25 * -0.51 + 0.5 * 0.81 + 0.25 * 0.40)) < 1e-12)
    #expect(abs(distribution.affect.arousal - (0.25 * 0.59 + 0.5 * 0.51 + 0.25 * 0.67)) < 1e-12)
  }

  @Test(arguments: [
    [1.0], [0, 0, 0, 0, 0, 0, 0], [-1, 1, 1, 1, 1, 1, 1], [.nan, 1, 1, 1, 1, 1, 1],
    [.infinity, 1, 1, 1, 1, 1, 1],
  ])
  func `what is no distribution is refused`(weights: [Double]) {
    #expect(throws: EmotionError.self) { try EmotionDistribution(weights) }
  }

  @Test func `a distribution is an object of seven labels in JSON`() throws {
    let distribution = EmotionDistribution(.sad, confidence: 0.7)
    let data = try JSONEncoder().encode(distribution)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Double])
    #expect(Set(object.keys) == Set(Emotion.allCases.map(\.rawValue)))
    #expect(abs((object["sad"] ?? 0) - 0.7) < 1e-12)
    #expect(try JSONDecoder().decode(EmotionDistribution.self, from: data).top == .sad)
  }

  @Test func `affect is clamped to the plane`() {
    #expect(Affect(valence: 3, arousal: .nan) == Affect(valence: 1, arousal: 0))
    #expect(Affect(valence: -1, arousal: 0).distance(to: Affect(valence: 1, arousal: 0)) == 2)
  }
}
