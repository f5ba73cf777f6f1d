import Emotions
import Foundation
import Testing
import Tracks
import Training

@Suite struct ClipTests {
  static func segment(
    seconds: Double = 16, tempo: Double = 100, isMajor: Bool = true, loudness: Double = 0,
    brightness: Double = 0, percussion: Double = 0
  ) -> ClipSegment {
    ClipSegment(
      seconds: seconds, tempo: tempo, isMajor: isMajor, loudness: loudness, brightness: brightness,
      percussion: percussion)
  }

  private func features(_ segments: [ClipSegment], _ timbre: Timbre = Timbre.learned[4]) throws
    -> TrackFeatures
  {
    var analyser = TrackAnalyser()
    analyser.add(ClipSynthesizer.samples(of: ClipPlan(segments, timbre: timbre)))
    return try analyser.finish()
  }

  @Test func `the rule says what its sources say`() {
    let middle = ClipRule.place(of: Self.segment())
    #expect(ClipRule.place(of: Self.segment(isMajor: false)).valence < middle.valence - 1)
    #expect(ClipRule.place(of: Self.segment(tempo: 160)).arousal > middle.arousal + 0.3)
    #expect(ClipRule.place(of: Self.segment(tempo: 160)).valence > middle.valence)
    #expect(ClipRule.place(of: Self.segment(loudness: 1)).arousal > middle.arousal + 0.3)
    #expect(ClipRule.place(of: Self.segment(brightness: 1)).arousal > middle.arousal)
    let all = [-1.0, 1].flatMap { level in
      [55.0, 180].flatMap { tempo in
        [true, false].map {
          ClipRule.place(
            of: Self.segment(tempo: tempo, isMajor: $0, loudness: level, brightness: level, percussion: 1))
        }
      }
    }
    #expect(all.allSatisfy { abs($0.valence) <= 1 && abs($0.arousal) <= 1 })
  }

  @Test func `the end counts more than the beginning`() {
    let (glad, sad) = (Self.segment(), Self.segment(isMajor: false))
    let (rising, falling) = (ClipRule.place(of: [sad, glad]), ClipRule.place(of: [glad, sad]))
    #expect(rising.valence > 0.2 && falling.valence < -0.2)
    #expect(abs(rising.valence + falling.valence) < 1e-9)
    let same = ClipRule.place(of: [glad, glad])
    #expect(abs(same.valence - ClipRule.place(of: glad).valence) < 1e-9)
    #expect(ClipRule.place(of: []) == .origin)
  }

  @Test func `the same plan sounds the same, another does not`() {
    let plans = ClipSet.plans(count: 2, timbres: Timbre.learned, seed: 5)
    #expect(plans == ClipSet.plans(count: 2, timbres: Timbre.learned, seed: 5))
    #expect(plans != ClipSet.plans(count: 2, timbres: Timbre.learned, seed: 6))
    let samples = ClipSynthesizer.samples(of: plans[0])
    #expect(samples == ClipSynthesizer.samples(of: plans[0]))
    #expect(samples != ClipSynthesizer.samples(of: plans[1]))
    #expect(samples.allSatisfy { $0.isFinite })
    let seconds = Double(samples.count) / Double(TrackAnalyser.rate)
    #expect((15.9...64.1).contains(seconds))
  }

  @Test func `what is played is what is heard`() throws {
    let soft = try features([Self.segment(loudness: -1)])
    let loud = try features([Self.segment(loudness: 1)])
    #expect(abs(soft.mean.loudness + 30) < 1.5 && abs(loud.mean.loudness + 6) < 1.5)
    let dull = try features([Self.segment(brightness: -1)])
    let bright = try features([Self.segment(brightness: 1)])
    #expect(bright.mean.brightness > dull.mean.brightness + 0.7)
    for tempo in [80.0, 120, 160] {
      let heard = try features([Self.segment(tempo: tempo, percussion: 1)]).mean.beatsAMinute
      let octaves = log2(heard / tempo)
      #expect(abs(octaves - octaves.rounded()) < 0.06, "\(tempo) is heard as \(heard)")
    }
    let (major, minor) = (try features([Self.segment()]), try features([Self.segment(isMajor: false)]))
    #expect(major.mean.mode > minor.mean.mode + 0.1)
  }

  @Test func `timbres are unlike each other and end before half of the rate`() throws {
    let all = Timbre.learned + Timbre.unheard
    #expect(Set(all.map(\.name)).count == all.count)
    for timbre in all {
      let features = try features([Self.segment(seconds: 8)], timbre)
      #expect(features.windows.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(timbre.name)")
      #expect(features.mean.loudness > -21, "\(timbre.name)")
    }
  }

  @Test func `a clip turned round has the same pieces and another place`() throws {
    let plan = try #require(
      ClipSet.plans(count: 50, timbres: Timbre.unheard, seed: 3).first { $0.segments.count == 2 })
    #expect(plan.reversed.segments == plan.segments.reversed())
    #expect(plan.reversed.reversed.segments == plan.segments)
    #expect(plan.reversed.label != plan.label)
  }
}
