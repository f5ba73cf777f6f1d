import Emotions

/// The point on the valence/arousal plane that a list is made for.
///
/// It begins at the mean place of the whole distribution, takes a step for an unpleasant mood, is pulled to the
/// middle as the confidence falls, and is moved a little by the clock.
public struct Target: Hashable, Sendable {
  /// Where the mood asks for, before the clock.
  public let mood: Affect
  /// Where the list aims.
  public let place: Affect
  /// How much the face says, 0…1.
  public let sureness: Double
  /// How much the mood counts, 0…1: the sureness, half of it for a neutral face, which asks for nothing much.
  public let strength: Double

  /// The share of the arousal prior that moves the target: on streaming data the swing is 0.31 standard deviations
  /// (Park et al. 2019), to which 0.09 is faithful and of which 0.15 to 0.20 is the most that can be defended.
  public static let arousalShift = 0.15
  /// The share of the valence prior that moves the target, faithful to a swing of 0.17 standard deviations.
  public static let valenceShift = 0.05

  /// - Parameters:
  ///   - moment: whose distribution is followed.
  ///   - clock: what the clock says at that moment.
  ///   - usesClock: whether the clock may move the target.
  public init(for moment: Moment, clock: ClockReading, usesClock: Bool = true) {
    let distribution = moment.distribution
    var valence = distribution.affect.valence
    var arousal = distribution.affect.arousal
    for emotion in Emotion.allCases {
      let step = Self.step(from: emotion)
      valence += distribution[emotion] * step.valence
      arousal += distribution[emotion] * step.arousal
    }
    sureness = moment.sureness
    strength = sureness * (1 - 0.5 * distribution[.neutral])
    mood = Affect(valence: sureness * valence, arousal: sureness * arousal)
    place =
      usesClock
      ? Affect(
        valence: mood.valence + Self.valenceShift * clock.valence,
        arousal: mood.arousal + Self.arousalShift * clock.arousal) : mood
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
