import Emotions
import Foundation
import Testing

@Suite struct MoodTrackerTests {
  private let happy = EmotionDistribution(.happy, confidence: 0.84)

  /// What is said while `sees` goes on for a while, ten frames a second; `time` goes along.
  private func watch(
    _ tracker: inout MoodTracker, for seconds: Double, from time: inout Double,
    _ distribution: EmotionDistribution?, _ obstacle: Obstacle? = nil
  ) -> [String] {
    (0..<Int(seconds * 10)).map { _ in
      time += 0.1
      return tracker.update(with: distribution, obstacle: obstacle, at: .seconds(time)).state.description
    }
  }

  @Test func `a mood is said with its confidence`() {
    var tracker = MoodTracker()
    let reading = tracker.update(with: happy, at: .zero)
    #expect("\(reading.state)" == "happy 84 %")
    #expect(reading.mood?.label == .happy)
  }

  @Test(arguments: Obstacle.allCases.filter(\.hidesTheFace))
  func `an obstacle is said once it lasts, and gone as soon as the face is read`(obstacle: Obstacle) {
    var (tracker, time) = (MoodTracker(), 0.0)
    _ = watch(&tracker, for: 3, from: &time, happy)
    let name = obstacle.rawValue.replacing("_", with: " ")
    let short = watch(&tracker, for: 0.8, from: &time, obstacle == .noFace ? nil : happy, obstacle)
    #expect(Set(short) == ["happy 84 %"])
    let long = watch(&tracker, for: 2, from: &time, obstacle == .noFace ? nil : happy, obstacle)
    #expect(long.last == name && Set(long).count <= 2)
    #expect(tracker.reading.mood == nil)
    let back = watch(&tracker, for: 2, from: &time, happy)
    #expect(back.first == name && Set(back) == [name, "happy 84 %"])
  }

  @Test func `what is seen behind an obstacle does not count`() {
    var (tracker, time) = (MoodTracker(), 0.0)
    _ = watch(&tracker, for: 3, from: &time, happy)
    _ = watch(&tracker, for: 0.8, from: &time, EmotionDistribution(.angry), .turnedAway)
    #expect(watch(&tracker, for: 1, from: &time, happy).allSatisfy { $0 == "happy 84 %" })
  }

  @Test func `several people are said, and the mood is still read`() {
    var (tracker, time) = (MoodTracker(), 0.0)
    _ = watch(&tracker, for: 2, from: &time, happy)
    #expect(watch(&tracker, for: 2, from: &time, happy, .severalPeople).last == "several people")
    #expect(tracker.reading.mood?.label == .happy)
    #expect(watch(&tracker, for: 2, from: &time, happy).last == "happy 84 %")
  }

  @Test func `obstacles that take turns do not flicker`() {
    var (tracker, time) = (MoodTracker(), 0.0)
    _ = watch(&tracker, for: 2, from: &time, nil)
    var said: Set<String> = []
    for turn in 0..<40 {
      said.formUnion(watch(&tracker, for: 0.1, from: &time, nil, turn.isMultiple(of: 2) ? .tooDark : .noFace))
    }
    #expect(said.count == 1)
  }

  @Test func `a face that is there from time to time has no mood and does no harm`() {
    var (tracker, time) = (MoodTracker(), 0.0)
    var said: [String] = []
    for _ in 0..<30 {
      said += watch(&tracker, for: 0.1, from: &time, happy)
      said += watch(&tracker, for: 2.0, from: &time, nil)
    }
    #expect(said.last == "no face")
  }

  @Test func `nobody is said at once where nobody was`() {
    var tracker = MoodTracker()
    #expect(tracker.update(with: nil, at: .zero) == MoodReading(state: .obstacle(.noFace), mood: nil))
  }

  @Test func `a mood that was read elsewhere goes on, and gives way as any other`() throws {
    let mood = Mood(distribution: EmotionDistribution(.happy, confidence: 0.7), label: .happy)
    var tracker = MoodTracker()
    tracker.resume(from: mood)
    let vague = try EmotionDistribution([0.2, 0.1, 0.1, 0.2, 0.2, 0.1, 0.1])
    #expect(tracker.update(with: vague, at: .zero).state.label == .happy)
    for frame in 1...200 {
      tracker.update(with: EmotionDistribution(.sad, confidence: 0.9), at: .milliseconds(100 * frame))
    }
    #expect(tracker.reading.state.label == .sad)
  }

  @Test func `a laptop that slept starts anew`() {
    var tracker = MoodTracker()
    tracker.update(with: EmotionDistribution(.sad), at: .zero)
    #expect(tracker.update(with: happy, at: .seconds(3600)).state == .mood(.happy, confidence: 0.84))
    #expect(tracker.update(with: nil, at: .seconds(7200)).state == .obstacle(.noFace))
  }

  @Test func `any order of times and sights gives a sound mood`() throws {
    var generator = StreamGenerator(seed: 9)
    var tracker = MoodTracker()
    for _ in 0..<20_000 {
      let wild = generator.uniform() < 0.02 ? generator.uniform(-1e12, 1e12) : generator.uniform(-1, 1)
      let weights = Emotion.allCases.map { _ in pow(generator.uniform(), 40) + 1e-300 }
      let distribution = generator.uniform() < 0.8 ? try EmotionDistribution(weights) : nil
      let obstacle = generator.uniform() < 0.2 ? Obstacle.allCases[Int(generator.uniform() * 6)] : nil
      let reading = tracker.update(with: distribution, obstacle: obstacle, at: .seconds(wild))
      let sum = reading.mood?.distribution.probabilities.reduce(0, +) ?? 1
      #expect(abs(sum - 1) < 1e-9)
    }
  }

  @Test func `a state is an object in JSON and comes back`() throws {
    let obstacles = Obstacle.allCases.map { MoodState.obstacle($0) }
    for state in obstacles + [.mood(.sad, confidence: 0.5), .unsure] {
      let data = try JSONEncoder().encode(state)
      #expect(try JSONDecoder().decode(MoodState.self, from: data) == state)
    }
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(
        MoodState.self, from: Data(#"{"state": "mood", "label": "sad", "confidence": 7}"#.utf8))
    }
  }
}
