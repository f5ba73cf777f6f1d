import Emotions
import Foundation

/// A stream of per-frame distributions with known true changes: what tools/mood_stream.py makes, number for number.
/// That script says what is in one.
struct MoodStream: Sendable {
  struct Frame: Sendable {
    let time: Double
    let truth: Emotion
    let probabilities: [Double]?
  }

  let rate: Double
  /// When each true expression begins; the first at 0.
  let changes: [Double]
  let frames: [Frame]

  init(rate: Double, changes: [Double], frames: [Frame]) {
    self.rate = rate
    self.changes = changes
    self.frames = frames
  }

  private typealias Expression = (start: Double, emotion: Emotion, clear: Double, share: Double)
  private typealias Episode = (start: Double, end: Double, which: Double)

  init(seed: UInt64, rate given: Double? = nil, seconds: Double = 60) {
    var generator = StreamGenerator(seed: seed)
    let drawn = exp(generator.uniform(log(3), log(30)))
    let rate = given ?? drawn
    let truth = Self.expressions(&generator, seconds)
    let moments = Self.episodes(&generator, seconds, every: 8, 0.1, 0.45)
    let gaps = Self.episodes(&generator, seconds, every: 20, 0.2, 3)
    var drift = Emotion.allCases.map { _ in 0.7 * generator.normal() }
    var frames: [Frame] = []
    var time = 0.0
    while time < seconds {
      let place = truth.lastIndex { $0.start <= time } ?? 0
      let now = Self.logits(truth[place])
      let before = place > 0 ? Self.logits(truth[place - 1]) : now
      let onset = min(1, (time - truth[place].start) / 0.3)
      var values = zip(before, now).map { $0 + onset * ($1 - $0) }
      for moment in moments where moment.start <= time && time < moment.end {
        values[Int(moment.which * 7)] += truth[place].clear + 1
      }
      for i in values.indices { values[i] += drift[i] + 0.5 * generator.normal() }
      let isSeen = !gaps.contains { $0.start <= time && time < $0.end }
      frames.append(
        Frame(time: time, truth: truth[place].emotion, probabilities: isSeen ? Self.softmax(values) : nil))
      let step = generator.uniform(0.7, 1.3) / rate
      let kept = exp(-step / 0.35)
      for i in drift.indices {
        drift[i] = kept * drift[i] + 0.7 * (1 - kept * kept).squareRoot() * generator.normal()
      }
      time += step
    }
    self.rate = rate
    changes = truth.map(\.start)
    self.frames = frames
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let most = logits.max() ?? 0
    let weights = logits.map { exp($0 - most) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func expressions(_ generator: inout StreamGenerator, _ seconds: Double) -> [Expression] {
    var result: [Expression] = []
    var start = 0.0
    var current = Emotion.neutral
    while start < seconds {
      let clear = generator.uniform(2.4, 4.6)
      result.append((start, current, clear, generator.uniform(0, 0.5)))
      start += min(16, 4 + generator.exponential(mean: 4))
      let others = Emotion.allCases.filter { $0 != current }
      let goesBack = generator.uniform() < 0.4
      let other = others[Int(generator.uniform() * 6)]
      current = goesBack && current != .neutral ? .neutral : other
    }
    return result
  }

  private static func episodes(
    _ generator: inout StreamGenerator, _ seconds: Double, every mean: Double, _ least: Double, _ most: Double
  ) -> [Episode] {
    var result: [Episode] = []
    var start = generator.exponential(mean: mean)
    while start < seconds {
      let end = start + generator.uniform(least, most)
      result.append((start, end, generator.uniform()))
      start = end + generator.exponential(mean: mean)
    }
    return result
  }

  private static func logits(_ expression: Expression) -> [Double] {
    var values = [Double](repeating: 0, count: 7)
    values[neighbour(of: expression.emotion).index] = expression.clear * expression.share
    values[expression.emotion.index] = expression.clear
    return values
  }

  /// What each is most easily taken for.
  private static func neighbour(of emotion: Emotion) -> Emotion {
    switch emotion {
    case .angry: .disgust
    case .disgust: .angry
    case .fear: .surprise
    case .happy, .sad: .neutral
    case .neutral: .sad
    case .surprise: .fear
    }
  }
}

/// SplitMix64 and what a stream draws from it.
struct StreamGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func uniform(_ low: Double = 0, _ high: Double = 1) -> Double {
    low + (high - low) * (Double(next() >> 11) * 0x1p-53)
  }

  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  mutating func exponential(mean: Double) -> Double { -mean * log(1 - uniform()) }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
