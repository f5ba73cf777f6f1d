/// Follows one viewer's mood from frame to frame and says plainly how it stands.
///
/// A face out of sight for less than ``patience`` changes nothing. An obstacle that lasts longer is said, and goes
/// when the face has been read again for a moment.
///
/// ```swift
/// var tracker = MoodTracker()
/// tracker.update(with: EmotionDistribution(.happy, confidence: 0.84), at: .zero).state  // happy 84 %
/// tracker.update(with: nil, at: .seconds(1)).state  // happy 84 %
/// tracker.update(with: nil, at: .seconds(2)).state  // no face
/// ```
public struct MoodTracker: Sendable {
  /// Corrects what this viewer's resting face reads as; `nil` for none.
  public var baseline: Baseline?

  /// How long an obstacle has to last before it is said.
  public static let patience: Duration = .milliseconds(900)
  /// How long a face has to be seen again before another obstacle, or none, is said.
  private static let settling: Duration = .milliseconds(300)

  private let rules: MoodRules
  private var smoother: MoodSmoother
  private var mood: Mood?
  private var last: Duration?
  /// The obstacle that is said.
  private var obstacle: Obstacle?
  /// What the last frames showed, where it is not what is said, and for how long.
  private var pending: Sight = .clear
  private var pendingFor: Duration = .zero

  /// What a frame shows, as far as waiting is concerned: two obstacles that hide the face are one.
  private enum Sight { case clear, several, hidden }

  public init(rules: MoodRules = MoodRules(), baseline: Baseline? = nil) {
    self.rules = rules
    self.baseline = baseline
    smoother = MoodSmoother(rules: rules)
  }

  /// How the mood stands after a frame.
  ///
  /// - Parameters:
  ///   - distribution: of the viewer's face, uncorrected; `nil` where there is none, and without effect behind an
  ///     obstacle that hides the face.
  ///   - obstacle: what keeps the face from being read. Without it and a distribution there is no face.
  ///   - time: on any clock, as for ``MoodSmoother/update(with:at:)``.
  @discardableResult
  public mutating func update(
    with distribution: EmotionDistribution?, obstacle seen: Obstacle? = nil, at time: Duration
  ) -> MoodReading {
    let seen = distribution == nil && seen?.hidesTheFace != true ? .noFace : seen
    if let last, time - last > rules.longestGap { reset() }
    let isFirst = last == nil
    let elapsed = last.map { max(.zero, time - $0) } ?? .zero
    last = time
    if let distribution, seen?.hidesTheFace != true {
      mood = smoother.update(with: baseline?.correct(distribution) ?? distribution, at: time)
    }
    if isFirst { say(seen) } else { weigh(seen, after: elapsed) }
    return reading
  }

  /// What was said last.
  public var reading: MoodReading {
    guard let mood, obstacle?.hidesTheFace != true else {
      return MoodReading(state: .obstacle(obstacle ?? .noFace), mood: nil)
    }
    if let obstacle { return MoodReading(state: .obstacle(obstacle), mood: mood) }
    let state = mood.label.map { MoodState.mood($0, confidence: mood.confidence) } ?? .unsure
    return MoodReading(state: state, mood: mood)
  }

  /// Goes on from a mood that was read elsewhere a moment ago, as ``MoodSmoother/resume(from:)``.
  public mutating func resume(from mood: Mood) {
    reset()
    self.mood = mood
    smoother.resume(from: mood)
  }

  /// Forgets the mood but not the baseline, as when another viewer is chosen.
  public mutating func reset() { self = MoodTracker(rules: rules, baseline: baseline) }

  private func sight(_ obstacle: Obstacle?) -> Sight {
    guard let obstacle else { return .clear }
    return obstacle.hidesTheFace ? .hidden : .several
  }

  /// Says what is seen as soon as it has lasted.
  private mutating func weigh(_ seen: Obstacle?, after elapsed: Duration) {
    guard seen != obstacle else {
      pendingFor = .zero
      return
    }
    pendingFor = sight(seen) == pending ? pendingFor + elapsed : .zero
    pending = sight(seen)
    if pendingFor >= waiting(for: seen) { say(seen) }
  }

  private func waiting(for seen: Obstacle?) -> Duration {
    guard sight(obstacle) == .hidden else { return Self.patience }
    // Behind an obstacle nobody reads a mood: the face may take its time to become a label, not "unsure" first.
    let isReady = sight(seen) == .hidden || mood?.label != nil
    return isReady ? Self.settling : Self.patience
  }

  private mutating func say(_ seen: Obstacle?) {
    obstacle = seen
    pendingFor = .zero
    pending = sight(seen)
    if pending == .hidden {
      smoother.doubt()
      mood = mood.map { Mood(distribution: $0.distribution, label: nil) }
    }
  }
}
