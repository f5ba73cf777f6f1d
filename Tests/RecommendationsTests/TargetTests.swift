import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct TargetTests {
  func target(_ emotion: Emotion, _ confidence: Double, at text: String = "2026-11-23T08:00") throws -> Target
  {
    let moment = try moment(emotion, confidence, at: text)
    return Target(for: moment, clock: ClockPrior.read(at: moment.date, in: utc))
  }

  @Test func `a sure good mood is matched where it lies`() throws {
    #expect(try target(.happy, 1).mood == Emotion.happy.affect)
    #expect(try target(.neutral, 1).mood == .origin)
  }

  @Test func `a bad mood is led one step away, not across the plane`() throws {
    for emotion in [Emotion.angry, .disgust, .fear, .sad] {
      let mood = try target(emotion, 1).mood
      #expect(mood.valence > emotion.affect.valence)
      #expect(mood.valence < 0)
      #expect(mood.distance(to: emotion.affect) < 0.8)
    }
    #expect(try target(.fear, 1).mood.arousal < target(.angry, 1).mood.arousal - 0.4)
  }

  @Test(arguments: Emotion.allCases)
  func `the less sure the face, the nearer the middle and the less the mood counts`(emotion: Emotion) throws {
    var last = try target(emotion, 1.0 / 7)
    #expect(last.sureness == 0 && last.strength == Target.welcomeStrength)
    #expect(last.place.distance(to: Target.welcome) < 0.2, "only the clock has moved it")
    #expect(last.mood == .origin)
    for percent in stride(from: 20, through: 60, by: 5) {
      let target = try target(emotion, Double(percent) / 100)
      #expect(target.sureness > last.sureness)
      #expect(target.strength > last.strength)
      last = target
    }
    #expect(last.sureness == 1)
    let unsure = try target(emotion, 0.3).mood.distance(to: .origin)
    let sure = try target(emotion, 1).mood.distance(to: .origin)
    if emotion != .neutral { #expect(unsure < 0.35 * sure) }
  }

  @Test func `a neutral face leaves more to the clock`() throws {
    #expect(try target(.neutral, 1).strength == 0.5)
    #expect(try target(.happy, 1).strength == 1)
  }

  @Test func `the whole distribution counts, not only its top`() throws {
    let calm = try EmotionDistribution([0, 0, 0, 0.6, 0.4, 0, 0])
    let excited = try EmotionDistribution([0, 0, 0, 0.6, 0, 0, 0.4])
    let clock = ClockPrior.read(at: try date("2026-11-23T08:00"), in: utc)
    let targets = try [calm, excited].map {
      Target(
        for: Moment(date: try date("2026-11-23T08:00"), timeZone: utc, distribution: $0), clock: clock)
    }
    #expect(targets[0].mood.arousal < targets[1].mood.arousal - 0.2)
  }

  @Test(arguments: Emotion.allCases)
  func `the clock moves the target by no more than its sources defend`(emotion: Emotion) throws {
    for hour in 0..<24 {
      let target = try target(emotion, 0.8, at: "2026-11-23T\(hour < 10 ? "0" : "")\(hour):00")
      #expect(abs(target.place.arousal - target.mood.arousal) <= 0.15 + 1e-12)
      #expect(abs(target.place.valence - target.mood.valence) <= 0.05 + 1e-12)
    }
    let night = try target(emotion, 0.8, at: "2026-11-22T23:30")
    let morning = try target(emotion, 0.8)
    #expect(night.place.arousal < morning.place.arousal)
    #expect(night.mood == morning.mood)
  }
}
