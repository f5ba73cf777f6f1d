import Emotions
import Foundation
import Tracks

/// All that decides a synthesised clip, and where the rule puts it.
public struct ClipPlan: Hashable, Sendable {
  public let segments: [ClipSegment]
  public let timbre: Timbre
  /// Semitones above C of the key's tonic, 0..<12.
  let tonic: Int
  /// How far everything is out of tune, in cents.
  let detune: Double
  /// Hiss below full scale, in decibels.
  let noise: Double
  /// Of the notes and the hiss.
  let seed: UInt64
  /// Where listeners are said to put it: the rule's place and the noise of a rating.
  public let label: Affect

  /// Standard deviation of that noise.
  public static let ratingNoise = 0.06

  /// Draws a clip of 16 to 64 seconds: two in five stay as they are, the others change once or twice on the way.
  public init(timbres: [Timbre], seed: UInt64, index: Int) {
    var generator = SeededGenerator(seed: seed, epoch: 0, index: index)
    let draw = generator.unit()
    let count = draw < 0.4 ? 1 : draw < 0.8 ? 2 : 3
    let seconds = Double(generator.uniform(16...64))
    let shares = (0..<count).map { _ in Double(generator.uniform(0.6...1.4)) }
    let sum = shares.reduce(0, +)
    let segments = shares.map { share in
      let tempos = ClipSegment.tempos
      let octaves = Float(log2(tempos.upperBound / tempos.lowerBound))
      return ClipSegment(
        seconds: seconds * share / sum,
        tempo: tempos.lowerBound * exp2(Double(generator.uniform(0...octaves))),
        isMajor: generator.unit() < 0.5, loudness: Double(generator.uniform(-1...1)),
        brightness: Double(generator.uniform(-1...1)),
        percussion: generator.unit() < 0.35 ? 0 : Double(generator.unit()))
    }
    var noise = SplitRandom(seed: generator.next())
    let place = ClipRule.place(of: segments)
    self.init(
      segments: segments, timbre: timbres[generator.below(timbres.count)], tonic: generator.below(12),
      detune: Double(generator.uniform(-45...45)), noise: Double(generator.uniform(-60...(-32))),
      seed: generator.next(),
      label: Affect(
        valence: place.valence + Self.ratingNoise * noise.normal(),
        arousal: place.arousal + Self.ratingNoise * noise.normal()))
  }

  init(
    segments: [ClipSegment], timbre: Timbre, tonic: Int, detune: Double, noise: Double, seed: UInt64,
    label: Affect
  ) {
    self.segments = segments
    self.timbre = timbre
    self.tonic = tonic
    self.detune = detune
    self.noise = noise
    self.seed = seed
    self.label = label
  }

  /// A clip without surprises: in tune and with hardly any hiss, labelled by the rule alone.
  public init(_ segments: [ClipSegment], timbre: Timbre, tonic: Int = 0, seed: UInt64 = 1) {
    self.init(
      segments: segments, timbre: timbre, tonic: tonic, detune: 0, noise: -60, seed: seed,
      label: ClipRule.place(of: segments))
  }

  /// The same pieces from the last to the first, labelled by the rule: only their order is another.
  public var reversed: ClipPlan {
    let segments = Array(segments.reversed())
    return ClipPlan(
      segments: segments, timbre: timbre, tonic: tonic, detune: detune, noise: noise, seed: seed,
      label: ClipRule.place(of: segments))
  }
}

/// Normal numbers of a seed.
struct SplitRandom {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Mean 0, deviation 1 (Box–Muller).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - Double(generator.unit()))).squareRoot()
    return radius * cos(2 * .pi * Double(generator.unit()))
  }
}
