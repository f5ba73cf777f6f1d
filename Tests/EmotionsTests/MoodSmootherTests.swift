import Emotions
import Testing

@Suite struct MoodSmootherTests {
  /// A smoother that has seen one emotion for a long time, until 0.
  private func settled(on emotion: Emotion, rules: MoodRules = MoodRules()) -> MoodSmoother {
    var smoother = MoodSmoother(rules: rules)
    for frame in -600...0 {
      smoother.update(with: EmotionDistribution(emotion), at: .milliseconds(frame * 50))
    }
    return smoother
  }

  @Test(arguments: [2, 7, 30])
  func `the past loses half its weight in a half-life, however many frames that is`(frames: Int) {
    var smoother = settled(on: .sad, rules: MoodRules(halfLife: .seconds(1)))
    var mood = Mood(distribution: .uniform, label: nil)
    for frame in 1...frames {
      mood = smoother.update(
        with: EmotionDistribution(.happy), at: .seconds(Double(frame) / Double(frames)))
    }
    #expect(abs(mood.distribution[.sad] - 0.5) < 1e-6)
    #expect(abs(mood.distribution[.happy] - 0.5) < 1e-6)
  }

  @Test func `one frame after a gap does not speak for the gap`() {
    var smoother = settled(on: .sad)
    let mood = smoother.update(with: EmotionDistribution(.happy), at: .seconds(1))
    #expect(mood.distribution[.sad] > 0.5 && mood.label == .sad)
    #expect(smoother.evidence < 0.7)
  }

  @Test func `frames of the same instant change nothing`() {
    var smoother = settled(on: .sad)
    for _ in 0..<1000 { smoother.update(with: EmotionDistribution(.happy), at: .zero) }
    #expect(smoother.update(with: EmotionDistribution(.happy), at: .zero).distribution[.happy] < 1e-9)
  }

  @Test func `a label that wavers around the threshold does not flicker`() {
    var smoother = MoodSmoother()
    var labels: [Emotion?] = []
    for frame in 0..<100 {
      let confidence = frame.isMultiple(of: 2) ? 0.35 : 0.55
      labels.append(
        smoother.update(
          with: EmotionDistribution(.happy, confidence: confidence), at: .milliseconds(frame * 100)
        ).label)
    }
    #expect(Set(labels.drop { $0 == nil }) == [.happy])
  }

  @Test func `entering a label needs more than staying in it`() {
    let weak = EmotionDistribution(.happy, confidence: 0.36)
    var fresh = MoodSmoother()
    var happy = settled(on: .happy)
    for frame in 1...100 {
      #expect(fresh.update(with: weak, at: .milliseconds(frame * 100)).label == nil)
      #expect(happy.update(with: weak, at: .milliseconds(frame * 100)).label == .happy)
    }
  }

  @Test func `a shown label stays for the shortest dwell`() {
    let rules = MoodRules(halfLife: .milliseconds(100), dwell: .seconds(2))
    var smoother = MoodSmoother(rules: rules)
    smoother.update(with: EmotionDistribution(.sad), at: .zero)
    var labels: [Emotion?] = []
    for frame in 1...30 {
      labels.append(smoother.update(with: EmotionDistribution(.happy), at: .milliseconds(frame * 100)).label)
    }
    #expect(labels.prefix(19).allSatisfy { $0 == .sad })
    #expect(labels.suffix(10).allSatisfy { $0 == .happy })
  }

  @Test func `what stays unclear becomes unsure, and not at once`() {
    var smoother = settled(on: .happy)
    var labels: [Emotion?] = []
    for frame in 1...60 {
      labels.append(smoother.update(with: .uniform, at: .milliseconds(frame * 100)).label)
    }
    #expect(labels.prefix(20).allSatisfy { $0 == .happy })
    #expect(labels.suffix(20).allSatisfy { $0 == nil })
  }

  @Test func `a clear first frame is a label, a doubtful one waits`() {
    var clear = MoodSmoother()
    #expect(clear.update(with: EmotionDistribution(.happy, confidence: 0.9), at: .zero).label == .happy)
    var doubtful = MoodSmoother()
    let half = EmotionDistribution(.happy, confidence: 0.6)
    #expect(doubtful.update(with: half, at: .zero).label == nil)
    #expect(doubtful.update(with: half, at: .milliseconds(200)).label == .happy)
  }

  @Test func `a long gap starts anew and a clock that goes back does no harm`() {
    var smoother = MoodSmoother()
    smoother.update(with: EmotionDistribution(.sad), at: .seconds(5))
    #expect(smoother.update(with: EmotionDistribution(.happy), at: .seconds(1)).label == .sad)
    #expect(smoother.update(with: EmotionDistribution(.happy), at: .seconds(60)).label == .happy)
  }

  @Test func `time goes on from where the clock jumped back to`() {
    var smoother = settled(on: .sad)
    var label: Emotion?
    for frame in 0...30 {
      let time = Duration.seconds(-86_400) + .milliseconds(frame * 100)
      label = smoother.update(with: EmotionDistribution(.happy), at: time).label
    }
    #expect(label == .happy)
  }
}
