import Emotions

/// The point on the valence/arousal plane that a list is made for.
///
/// It begins at the mean place of the whole distribution, takes a step for an unpleasant mood, is pulled to a mildly
/// pleasant middle as the confidence falls, and is moved a little by the clock.
public struct Target: Hashable, Sendable {
  /// Where the mood asks for, before the clock.
  public let mood: Affect
  /// Where the list aims; where its last items aim, if it leads somewhere in steps.
  public let place: Affect
  /// Where its first items aim.
  public let start: Affect
  /// What the list is for.
  public let goal: Goal
  /// How much the face says, 0…1.
  public let sureness: Double
  /// How much nearness to the place counts, 0…1: the sureness, half of it for a neutral face, which asks for nothing
  /// much, and a little where nothing is known.
  public let strength: Double

  /// Where a list aims for somebody of whom nothing is known: left to themselves people feel rather well than badly
  /// (the positivity offset; Ito & Cacioppo 2005). How far, and ``welcomeStrength``, are our judgement.
  public static let welcome = Affect(valence: 0.3, arousal: 0)
  /// How much that counts next to a mood that is known.
  public static let welcomeStrength = 0.3

  /// The share of the arousal prior that moves the target: on streaming data the swing is 0.31 standard deviations
  /// (Park et al. 2019), to which 0.09 is faithful and of which 0.15 to 0.20 is the most that can be defended.
  public static let arousalShift = 0.15
  /// The share of the valence prior that moves the target, faithful to a swing of 0.17 standard deviations.
  public static let valenceShift = 0.05

  /// - Parameters:
  ///   - moment: whose distribution is followed.
  ///   - clock: what the clock says at that moment.
  ///   - usesClock: whether the clock may move the target.
  ///   - goal: what the list is for.
  public init(for moment: Moment, clock: ClockReading, usesClock: Bool = true, goal: Goal = .match) {
    let distribution = moment.distribution
    var valence = distribution.affect.valence
    var arousal = distribution.affect.arousal
    var met = (valence: 0.0, arousal: 0.0)
    for emotion in Emotion.allCases {
      let step = Self.step(from: emotion)
      valence += distribution[emotion] * step.valence
      arousal += distribution[emotion] * step.arousal
      // Where a list lifts: somebody afraid or disgusted is not met with what frightens or disgusts, but half a step on.
      if emotion == .fear || emotion == .disgust {
        met.valence += distribution[emotion] * step.valence / 2
        met.arousal += distribution[emotion] * step.arousal / 2
      }
    }
    sureness = moment.sureness
    self.goal = goal
    let seen = Affect(
      valence: sureness * distribution.affect.valence, arousal: sureness * distribution.affect.arousal)
    let asked = Affect(valence: sureness * valence, arousal: sureness * arousal)
    let doubt = 1 - sureness
    let wanted = Affect(
      valence: asked.valence + doubt * Self.welcome.valence,
      arousal: asked.arousal + doubt * Self.welcome.arousal)
    let shift = usesClock ? 1.0 : 0
    func moved(_ place: Affect) -> Affect {
      Affect(
        valence: place.valence + shift * Self.valenceShift * clock.valence,
        arousal: place.arousal + shift * Self.arousalShift * clock.arousal)
    }
    switch (goal, goal.destination) {
    case (.match, _), (_, nil):
      mood = asked
      place = moved(wanted)
      start = place
      strength = sureness * (1 - 0.5 * distribution[.neutral]) + doubt * Self.welcomeStrength
    case (.lift, let destination?):
      mood = seen
      start = moved(
        Affect(valence: seen.valence + sureness * met.valence, arousal: seen.arousal + sureness * met.arousal)
      )
      // Who is better off than the destination is not led down to it.
      place = moved(
        Affect(
          valence: max(seen.valence, destination.valence), arousal: max(seen.arousal, destination.arousal)))
      strength = 1
    case (_, let destination?):
      mood = seen
      // A fifth of the mood's valence stays, so that the same wish in two moods gives two lists.
      place = moved(
        Affect(
          valence: 0.8 * destination.valence + 0.2 * seen.valence,
          arousal: destination.arousal))
      start = place
      strength = 1
    }
  }

  /// Positions in which a list that leads somewhere gets there.
  public static let steps = 8

  /// Where the item at a position of a list aims, from ``start`` in even steps to ``place`` (the iso-principle).
  public func aim(position: Int, of limit: Int) -> Affect {
    let last = max(1, min(limit, Self.steps) - 1)
    guard goal == .lift, position < last else { return place }
    let way = Double(position) / Double(last)
    return Affect(
      valence: start.valence + way * (place.valence - start.valence),
      arousal: start.arousal + way * (place.arousal - start.arousal))
  }

  /// How far a list leads away from an emotion: nothing for a good mood, one small step for a bad one.
  ///
  /// People in a bad mood choose what absorbs and mends it (mood management: Zillmann 1988; Knobloch & Zillmann
  /// 2002), and what helps begins at the mood and moves in steps (the iso-principle; Starcke et al. 2021, IJERPH
  /// 18:12486). Anger and fear lie side by side on the plane, but anger wants letting out and fear wants
  /// reassurance. The direction is theirs, the lengths are our judgement.
  public static func step(from emotion: Emotion) -> Affect {
    switch emotion {
    case .angry: Affect(valence: 0.10, arousal: -0.10)
    case .disgust: Affect(valence: 0.35, arousal: -0.15)
    case .fear: Affect(valence: 0.35, arousal: -0.55)
    case .sad: Affect(valence: 0.20, arousal: 0.05)
    case .happy, .neutral, .surprise: .origin
    }
  }
}
