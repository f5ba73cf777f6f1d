import Emotions
import Foundation
import Testing

@Suite struct BaselineTests {
  /// A face at rest that reads as sad, and what its owner's sadness reads as.
  private let resting = EmotionDistribution(weights: [.sad: 0.55, .neutral: 0.35, .angry: 0.06])
  private let saddened = EmotionDistribution(weights: [.sad: 0.94, .neutral: 0.03, .fear: 0.02])

  private func learn(_ distribution: EmotionDistribution?, every step: Double, until end: Double = 30)
    -> BaselineLearner.Progress
  {
    var learner = BaselineLearner()
    for time in stride(from: 0, through: end, by: step) {
      learner.update(with: distribution, at: .seconds(time))
    }
    return learner.progress
  }

  @Test(arguments: [1 / 3.0, 0.1, 1 / 30.0])
  func `a resting face that reads as sad becomes neutral, and sadness stays sad`(step: Double) throws {
    guard case .learned(let baseline) = learn(resting, every: step) else {
      Issue.record("nothing was learned")
      return
    }
    #expect(baseline.correct(resting).top == .neutral)
    #expect(baseline.correct(resting).confidence > 0.7)
    #expect(baseline.correct(saddened).top == .sad)
    #expect(baseline.correct(EmotionDistribution(.happy, confidence: 0.9)).top == .happy)
    #expect(baseline.offsets.allSatisfy { abs($0) <= Baseline.bound })
  }

  @Test func `a resting face that reads as neutral is left alone`() {
    let calm = EmotionDistribution(.neutral, confidence: 0.88)
    #expect(Baseline(resting: calm).offsets == [0, 0, 0, 0, 0, 0, 0])
    #expect(Baseline(resting: calm).correct(resting) == resting)
  }

  @Test func `a momentary error moves it little`() throws {
    var learner = BaselineLearner()
    for frame in 0...60 {
      let isWrong = frame.isMultiple(of: 20)
      learner.update(
        with: isWrong ? EmotionDistribution(.happy) : resting, at: .milliseconds(frame * 100))
    }
    guard case .learned(let baseline) = learner.progress else {
      Issue.record("nothing was learned")
      return
    }
    let clean = Baseline(resting: resting)
    for emotion in Emotion.allCases { #expect(abs(baseline[emotion] - clean[emotion]) < 0.4, "\(emotion)") }
  }

  @Test func `learning takes five seconds of the face and says how far it is`() {
    #expect(learn(resting, every: 0.1, until: 2.5) == .collecting(0.5))
    #expect(learn(nil, every: 0.1, until: 2.5) == .collecting(0))
  }

  @Test func `a laughing face is refused, and so is one out of sight`() {
    #expect(learn(EmotionDistribution(.happy, confidence: 0.8), every: 0.1) == .refused(.notRelaxed))
    #expect(learn(nil, every: 0.1) == .refused(.tooLittleSeen))
  }

  @Test func `it corrects the mood while it is there, and not when it is removed`() {
    var tracker = MoodTracker(baseline: Baseline(resting: resting))
    for frame in 0...40 { tracker.update(with: resting, at: .milliseconds(frame * 100)) }
    #expect(tracker.reading.state.label == .neutral)
    tracker.baseline = nil
    for frame in 41...90 { tracker.update(with: resting, at: .milliseconds(frame * 100)) }
    #expect(tracker.reading.state.label == .sad)
  }

  @Test func `it is seven numbers in JSON, and comes back`() throws {
    let baseline = Baseline(resting: resting)
    let data = try JSONEncoder().encode(baseline)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Double])
    #expect(object.count == 7 && object["sad"] == -1.5)
    #expect(try JSONDecoder().decode(Baseline.self, from: data) == baseline)
  }

  @Test(arguments: [
    [0], [2, 0, 0, 0, 0, 0, 0], [Double.nan, 0, 0, 0, 0, 0, 0], [0, 0, 0, -Double.infinity, 0, 0, 0],
  ])
  func `what is no baseline is refused`(offsets: [Double]) {
    #expect(throws: EmotionError.self) { try Baseline(offsets) }
  }
}

extension EmotionDistribution {
  /// Some weights by name; the rest of 1 is spread over the others.
  fileprivate init(weights: [Emotion: Double]) {
    let rest = (1 - weights.values.reduce(0, +)) / Double(7 - weights.count)
    let all = Emotion.allCases.map { weights[$0] ?? rest }
    self = (try? EmotionDistribution(all)) ?? .uniform
  }
}
