import Foundation
import Testing
import Tracks

@Suite struct TrackFeatureTests {
  @Test(arguments: [(1.0, -3.01), (0.1, -23.01), (0.01, -43.01)])
  func `loudness is that of a sine`(amplitude: Double, decibels: Double) throws {
    let features = try Tones.features(Tones.sine(500, seconds: 8, amplitude: amplitude))
    #expect(abs(features.mean.loudness - decibels) < 0.05, "\(features.mean.loudness)")
    #expect(features.mean.unrest < 0.2)
  }

  @Test(arguments: [300.0, 1000, 3000]) func `brightness is where the sound is`(frequency: Double) throws {
    let features = try Tones.features(Tones.sine(frequency, seconds: 8))
    #expect(abs(features.mean.centroid / frequency - 1) < 0.03, "\(features.mean.centroid)")
  }

  @Test(arguments: [70.0, 92, 120, 150, 160]) func `tempo is that of a metronome`(tempo: Double) throws {
    let features = try Tones.features(Tones.clicks(beatsAMinute: tempo, seconds: 20))
    #expect(abs(features.mean.beatsAMinute / tempo - 1) < 0.02, "\(features.mean.beatsAMinute)")
    #expect(features.mean.pulse > 0.5)
  }

  @Test(arguments: 0..<12) func `keys are told in every transposition`(shift: Int) throws {
    // Tonic, subdominant, dominant, tonic; above all the tonic sounds.
    let major = [[60, 64, 67, 72], [65, 69, 72], [67, 71, 74], [60, 64, 67, 72]]
    let minor = [[60, 63, 67, 72], [65, 68, 72], [67, 70, 74], [60, 63, 67, 72]]
    let up = { (chords: [[Int]]) in chords.map { $0.map { $0 + shift } } }
    let bright = try Tones.features(Tones.chords(up(major), times: 3))
    let dark = try Tones.features(Tones.chords(up(minor), times: 3))
    #expect(bright.key == "\(KeyEstimate.names[shift]) major")
    #expect(dark.key == "\(KeyEstimate.names[shift]) minor")
    #expect(bright.mean.mode > 0.05 && dark.mean.mode < -0.05, "\(bright.mean.mode), \(dark.mean.mode)")
  }

  @Test func `the tonic's profile is the key, and tuning does not matter`() throws {
    for (cents, name) in [(0, "A"), (40, "A"), (-40, "A")] {
      var pitches = PitchHistogram()
      for (note, strength) in [(57, 3), (61, 2), (64, 2), (66, 1), (59, 1)] {
        let frequency = 440 * exp2((Double(note + 12 - 69) + Double(cents) / 100) / 12)
        pitches.add(frequency: frequency, strength: Float(strength))
      }
      let key = try #require(KeyEstimate(chroma: pitches.chroma))
      #expect(KeyEstimate.names[key.tonic] == name)
      #expect(key.isMajor)
    }
    #expect(KeyEstimate(chroma: [Double](repeating: 1, count: 12)) == nil)
    #expect(KeyEstimate(chroma: [Double](repeating: 0, count: 12)) == nil)
  }

  @Test func `what is even has no beat`() {
    #expect(TempoEstimate(onsets: [Float](repeating: 0.3, count: 400), rate: 43) == nil)
    #expect(TempoEstimate(onsets: [0, 1, 0, 1], rate: 43) == nil)
  }

  @Test func `a change is seen where it is`() throws {
    let features = try Tones.features(
      Tones.sine(300, seconds: 16, amplitude: 0.05) + Tones.sine(2000, seconds: 16, amplitude: 0.5))
    let (first, last) = (features.windows[1], features.windows[features.windows.count - 2])
    #expect(last.loudness - first.loudness > 19)
    #expect(last.brightness - first.brightness > 2.5)
    #expect(features.windows.count == 15)
  }

  @Test func `pieces of any size are heard alike`() throws {
    let samples = Tones.clicks(beatsAMinute: 100, seconds: 9.7)
    let whole = try Tones.features(samples)
    var analyser = TrackAnalyser()
    var start = 0
    for size in [1, 7, 1024, 999, 30_000, 256].again() {
      analyser.add(Array(samples[start..<min(start + size, samples.count)]))
      start += size
      if start >= samples.count { break }
    }
    #expect(try analyser.finish() == whole)
  }

  @Test func `a long track has as few windows as a short one, and keeps its order`() throws {
    var analyser = TrackAnalyser()
    let (soft, loud) = (Tones.sine(300, seconds: 10, amplitude: 0.02), Tones.sine(300, seconds: 10))
    for part in 0..<60 { analyser.add(part < 30 ? soft : loud) }
    let features = try analyser.finish()
    #expect((16...32).contains(features.windows.count))
    #expect(abs(features.seconds - 600) < 0.1)
    #expect(features.windows.prefix(7).allSatisfy { $0.loudness < -30 })
    #expect(features.windows.suffix(7).allSatisfy { $0.loudness > -12 })
    #expect(abs(features.mean.loudness - (-37 - 9) / 2) < 1)
  }

  @Test func `silence, next to nothing and nothing have no place`() throws {
    #expect(throws: TrackError.tooShort(seconds: 0)) { try Tones.features([]) }
    #expect(throws: TrackError.self) { try Tones.features(Tones.sine(300, seconds: 3)) }
    let silence = [Float](repeating: 0, count: 10 * TrackAnalyser.rate)
    #expect(throws: TrackError.silent(seconds: 10)) { try Tones.features(silence) }
    let features = try Tones.features(silence + Tones.sine(300, seconds: 10))
    #expect(features.silentSeconds > 7 && features.silentSeconds < 11)
    #expect(features.windows.allSatisfy { $0.loudness > -40 })
  }

  @Test func `samples that are no numbers are silence, and huge ones are cut off`() throws {
    var samples = Tones.sine(300, seconds: 10)
    for index in stride(from: 0, to: 1000, by: 10) { samples[index] = .nan }
    (samples[5], samples[6]) = (.infinity, 1e30)
    let features = try Tones.features(samples)
    #expect(features.brokenSamples == 101)
    #expect(features.windows.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    let broken = [Float](repeating: .nan, count: 10 * TrackAnalyser.rate)
    #expect(throws: TrackError.silent(seconds: 10)) { try Tones.features(broken) }
  }
}

extension Array {
  /// The elements again and again.
  fileprivate func again() -> UnfoldSequence<Element, Int> {
    sequence(state: 0) { index in
      defer { index += 1 }
      return self[index % count]
    }
  }
}
