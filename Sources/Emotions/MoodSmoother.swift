import Foundation

/// Smooths the distributions of successive frames into a mood, by elapsed time and not by the number of frames.
///
/// A frame counts for the time since the frame before it, and the weight of what was seen before halves every
/// ``MoodRules/halfLife``. The label follows by its own rules, so it does not flicker.
///
/// ```swift
/// var smoother = MoodSmoother()
/// smoother.update(with: EmotionDistribution(.happy, confidence: 0.9), at: .zero).label  // happy
/// ```
public struct MoodSmoother: Sendable {
  public let rules: MoodRules

  /// What one frame vouches for at most: the first one, and one after a gap.
  private static let glance: Duration = .milliseconds(250)
  /// Frames further apart than this have a gap between them.
  private static let steady: Duration = .milliseconds(750)

  /// Time of the last frame.
  private var last: Duration?
  /// Weighted sum of the distributions, the eighth number idle.
  private var sum = SIMD8<Double>.zero
  /// Sum of the weights, 0…1: how much is known, 1 after many half-lives of steady frames.
  private var weight = 0.0
  private var keeper = LabelKeeper()

  public init(rules: MoodRules) { self.rules = rules }

  /// - Precondition: `halfLife` is positive and `0 < leave <= enter <= 1`.
  public init(
    halfLife: Duration = MoodRules().halfLife, enter: Double = MoodRules().enter,
    leave: Double = MoodRules().leave, longestGap: Duration = MoodRules().longestGap
  ) {
    self.init(rules: MoodRules(halfLife: halfLife, enter: enter, leave: leave, longestGap: longestGap))
  }

  /// How much is known of the present mood: from 0 (nothing) to 1 (it was seen for many half-lives without a gap).
  public var evidence: Double { weight }

  /// The mood after a frame.
  ///
  /// - Parameters:
  ///   - distribution: of the viewer's face in this frame.
  ///   - time: of the frame, on any clock. When the clock jumps back, no time has passed and it counts from there;
  ///     after a jump ahead of more than ``MoodRules/longestGap`` all begins anew.
  @discardableResult
  public mutating func update(with distribution: EmotionDistribution, at time: Duration) -> Mood {
    if let last, time - last > rules.longestGap { reset() }
    let elapsed = last.map { max(.zero, time - $0) } ?? .zero
    let covered = last == nil || elapsed > MoodSmoother.steady ? MoodSmoother.glance : elapsed
    let kept = exp2(-(elapsed / rules.halfLife))
    let share = 1 - exp2(-(covered / rules.halfLife))
    sum *= kept
    weight = weight * kept + share
    for emotion in Emotion.allCases { sum[emotion.index] += share * distribution[emotion] }
    let smoothed = (try? EmotionDistribution(Emotion.allCases.map { sum[$0.index] })) ?? distribution
    keeper.update(smoothed, evidence: weight, isFirst: last == nil, after: elapsed, rules)
    last = time
    return Mood(distribution: smoothed, label: keeper.label)
  }

  /// Goes on from a mood that was read elsewhere a moment ago. It counts as much as steady frames of one half-life.
  public mutating func resume(from mood: Mood) {
    reset()
    weight = 0.5
    for emotion in Emotion.allCases { sum[emotion.index] = weight * mood.distribution[emotion] }
    keeper = LabelKeeper(label: mood.label)
  }

  /// Forgets the label but not what was seen, as when the face was out of sight for a moment.
  public mutating func doubt() { keeper = LabelKeeper() }

  /// Forgets everything, as when the viewer leaves.
  public mutating func reset() { self = MoodSmoother(rules: rules) }
}
