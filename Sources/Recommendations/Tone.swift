import Emotions

/// How something sounds next to how other things sound: seven numbers in the order of `Emotion`, of length 1.
struct Tone: Hashable, Sendable {
  /// The seven and a 0.
  private let values: SIMD8<Float>

  /// - Returns: `nil` for what sounds like nothing in particular.
  init?(_ values: [Float]) {
    guard values.count == Emotion.allCases.count else { return nil }
    var eight = SIMD8<Float>()
    for (k, value) in values.enumerated() { eight[k] = value }
    self.init(eight)
  }

  fileprivate init?(_ values: SIMD8<Float>) {
    let length = (values * values).sum().squareRoot()
    guard length > 1e-6 else { return nil }
    self.values = values / length
  }

  /// What a mood asks to hear.
  ///
  /// Sadness and anger ask for their like, fear and disgust for what reassures: half of it sober, half happy, and all of it
  /// happy. It is ``Target/step(from:)`` said in tones.
  ///
  /// - Returns: `nil` if nothing is known of the mood.
  init?(askedFor mood: EmotionDistribution) {
    let chance = 1 / Double(Emotion.allCases.count)
    var asked = mood.probabilities
    asked[Emotion.neutral.index] += 0.5 * mood[.fear]
    asked[Emotion.happy.index] += 0.5 * mood[.fear] + mood[.disgust]
    asked[Emotion.fear.index] = 0
    asked[Emotion.disgust.index] = 0
    guard mood.confidence - chance > 1e-9 else { return nil }
    self.init(asked.map { Float($0 - chance) })
  }

  /// The cosine of the angle between two tones, −1…1.
  func likeness(to other: Tone) -> Double {
    Double((values * other.values).sum())
  }

  /// What stands out most.
  var emotion: Emotion { Emotion.allCases.max { values[$0.index] < values[$1.index] } ?? .neutral }
}

/// The tones of many texts: how far each sounds like an emotion beyond what all do, in standard deviations.
struct ToneTable: Sendable {
  /// All 0 for a text without a tone.
  private var values: [SIMD8<Float>] = []

  private static let size = Emotion.allCases.count

  init(_ tones: [[Float]]) {
    let known = tones.filter { $0.count == Self.size }
    guard known.count > 1 else { return }
    let count = Float(known.count)
    var mean = SIMD8<Float>()
    var square = SIMD8<Float>()
    for tone in known {
      let tone = Self.eight(tone)
      mean += tone / count
      square += tone * tone / count
    }
    let deviations = (square - mean * mean).clamped(lowerBound: .zero, upperBound: square).squareRoot()
    let differs = deviations .> 1e-4
    values = tones.map { tone in
      guard tone.count == Self.size else { return .zero }
      let off = (Self.eight(tone) - mean) / deviations
      return SIMD8<Float>.zero.replacing(with: off, where: differs)
    }
  }

  private static func eight(_ tone: [Float]) -> SIMD8<Float> {
    var eight = SIMD8<Float>()
    for k in 0..<size { eight[k] = tone[k] }
    return eight
  }

  subscript(position: Int) -> Tone? { values.indices.contains(position) ? Tone(values[position]) : nil }
}
