import Foundation
import Tracks

/// Plays a clip: chords, a bass, a melody and drums, made of tables of one period. A second takes less than a millisecond.
///
/// Nobody would listen to it for long. It is here because free music with labels over time is not, and because of a clip that
/// is synthesised everything is known.
public struct ClipSynthesizer {
  private let plan: ClipPlan
  private let rate = Float(TrackAnalyser.rate)
  private var generator: SeededGenerator

  public init(_ plan: ClipPlan) {
    self.plan = plan
    generator = SeededGenerator(seed: plan.seed)
  }

  /// The samples of one channel at ``TrackAnalyser/rate``; the same for the same plan.
  public static func samples(of plan: ClipPlan) -> [Float] {
    var synthesizer = ClipSynthesizer(plan)
    var result: [Float] = []
    for segment in plan.segments { result += synthesizer.play(segment) }
    let hiss = Float(pow(10, plan.noise / 20)) * 1.7
    for index in result.indices { result[index] += hiss * (2 * synthesizer.generator.unit() - 1) }
    return result
  }

  /// Triads, in scale degrees from 0, of some songs.
  private static let major = [[0, 4, 5, 3], [0, 3, 4, 0], [0, 5, 1, 4], [0, 3, 0, 4]]
  private static let minor = [[0, 3, 4, 0], [0, 5, 3, 4], [0, 3, 0, 4], [0, 5, 2, 4]]
  private static let majorScale = [0, 2, 4, 5, 7, 9, 11]
  private static let minorScale = [0, 2, 3, 5, 7, 8, 10]

  private mutating func play(_ segment: ClipSegment) -> [Float] {
    let tables = plan.timbre.tables(brightness: segment.brightness)
    var result = [Float](repeating: 0, count: Int(segment.seconds * Double(rate)))
    let beat = Float(60 / segment.tempo) * rate
    let scale = segment.isMajor ? Self.majorScale : Self.minorScale
    let songs = segment.isMajor ? Self.major : Self.minor
    let song = songs[generator.below(songs.count)]
    // Slow pieces have fewer notes a beat.
    let restless = generator.unit() < 0.5
    for index in 0..<Int((Float(result.count) / beat).rounded(.up)) {
      let start = Int(Float(index) * beat)
      let root = song[index / 4 % song.count]
      let isStruck = plan.timbre.decay != nil || index % 2 == 0
      if isStruck {
        let length = Int(beat * (plan.timbre.decay == nil ? 2 : 1))
        for third in [0, 2, 4] {
          note(Self.pitch(root + third, scale, from: 60), 0.22, start, length, tables, &result)
        }
      }
      if index % 2 == 0 {
        note(Self.pitch(root, scale, from: 48), 0.35, start, Int(2 * beat), tables, &result)
      }
      let melody = restless ? 2 : 1
      for part in 0..<melody where generator.unit() < 0.85 {
        // On the beat a note of the chord, else one of the scale.
        let degree = part == 0 ? root + [0, 2, 4, 7][generator.below(4)] : root + generator.below(8)
        note(
          Self.pitch(degree, scale, from: 72), 0.4, start + part * Int(beat) / melody, Int(beat) / melody,
          tables, &result)
      }
      drums(Float(segment.percussion), index, start, Int(beat), &result)
    }
    return Self.levelled(result, decibels: -18 + 12 * segment.loudness, rate: rate)
  }

  /// The pitch of a scale degree, as MIDI counts.
  private static func pitch(_ degree: Int, _ scale: [Int], from base: Int) -> Int {
    base + scale[degree % scale.count] + 12 * (degree / scale.count)
  }

  /// Adds a note.
  private func note(
    _ pitch: Int, _ level: Float, _ start: Int, _ length: Int, _ tables: [[Float]],
    _ result: inout [Float]
  ) {
    let semitones = Float(pitch + plan.tonic - (plan.tonic > 6 ? 12 : 0) - 69) + Float(plan.detune) / 100
    let frequency = 440 * exp2f(semitones / 12)
    // Harmonics beyond half of the rate would come back as other tones.
    let harmonics = min(Timbre.harmonicCount, Int(0.48 * rate / frequency))
    guard harmonics > 0, start < result.count else { return }
    let table = tables[harmonics - 1]
    let attack = max(1, plan.timbre.attack * rate)
    let release = min(0.04 * rate, Float(length) / 3)
    let fade = plan.timbre.decay.map { expf(-1 / ($0 * rate)) } ?? 1
    let step = frequency / rate * Float(Timbre.tableSize)
    var (phase, strength): (Float, Float) = (0, level)
    let end = min(result.count, start + length)
    for place in start..<end {
      let age = Float(place - start)
      let rest = Float(start + length - place)
      let envelope = min(1, age / attack) * min(1, rest / release)
      result[place] += strength * envelope * table[Int(phase) & (Timbre.tableSize - 1)]
      phase += step
      if phase >= Float(Timbre.tableSize) { phase -= Float(Timbre.tableSize) }
      strength *= fade
    }
  }

  /// A deep drum on the first and third beat, a snare on the others, and hats in between.
  private mutating func drums(
    _ level: Float, _ index: Int, _ start: Int, _ beat: Int, _ result: inout [Float]
  ) {
    guard level > 0 else { return }
    if index % 2 == 0 {
      let end = min(result.count, start + Int(0.15 * rate))
      for place in min(start, end)..<end {
        let age = Float(place - start) / rate
        result[place] +=
          1.2 * level * expf(-age / 0.05) * sinf(2 * .pi * 55 * age + 6 * (1 - expf(-age / 0.03)))
      }
    } else {
      burst(0.7 * level, start, decay: 0.05, &result)
    }
    burst(0.25 * level, start, decay: 0.015, &result)
    burst(0.25 * level, start + beat / 2, decay: 0.015, &result)
  }

  private mutating func burst(_ level: Float, _ start: Int, decay: Float, _ result: inout [Float]) {
    let end = min(result.count, start + Int(4 * decay * rate))
    guard start < end else { return }
    var strength = level
    let fade = expf(-1 / (decay * rate))
    for place in start..<end {
      result[place] += strength * (2 * generator.unit() - 1)
      strength *= fade
    }
  }

  /// Brought to a root mean square of so many decibels, with a short rise and fall.
  private static func levelled(_ samples: [Float], decibels: Double, rate: Float) -> [Float] {
    let square = samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, samples.count))
    let gain = Float(pow(10, decibels / 20) / max(square.squareRoot(), 1e-9))
    let ramp = 0.02 * rate
    return samples.enumerated().map { place, sample in
      gain * sample * min(1, Float(place) / ramp, Float(samples.count - place) / ramp)
    }
  }
}
