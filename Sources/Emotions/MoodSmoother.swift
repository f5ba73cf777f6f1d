import Foundation

/// Smooths the distributions of successive frames into a mood, by elapsed time and not by the number of frames.
///
/// The weight of what was seen before halves every ``halfLife``. A label is entered at ``enter`` and kept until it
/// falls below ``leave`` (hysteresis), so it does not flicker.
///
/// ```swift
/// var smoother = MoodSmoother()
/// smoother.update(with: EmotionDistribution(.happy, confidence: 0.9), at: .zero).label  // happy
/// ```
public struct MoodSmoother: Sendable {
  /// The time in which what was seen before loses half its weight.
  public let halfLife: Duration
  /// Probability a label needs to be shown.
  public let enter: Double
  /// Probability below which a shown label is given up.
  public let leave: Double
  /// After a gap longer than this the past no longer counts.
  public let longestGap: Duration

  private var last: (time: Duration, mood: Mood)?

  /// - Precondition: `halfLife` is positive and `0 < leave <= enter <= 1`.
  public init(
    halfLife: Duration = .milliseconds(700), enter: Double = 0.5, leave: Double = 0.4,
    longestGap: Duration = .seconds(10)
  ) {
    precondition(halfLife > .zero, "a half-life is positive, not \(halfLife)")
    precondition(0 < leave && leave <= enter && enter <= 1, "0 < leave <= enter <= 1")
    self.halfLife = halfLife
    self.enter = enter
    self.leave = leave
    self.longestGap = longestGap
  }

  /// The mood after a frame.
  ///
  /// - Parameters:
  ///   - distribution: of the viewer's face in this frame.
  ///   - time: of the frame, on any clock that does not go back; a time before the last counts as the last.
  @discardableResult
  public mutating func update(with distribution: EmotionDistribution, at time: Duration) -> Mood {
    guard let last, time - last.time <= longestGap else {
      return remember(distribution, label: nil, at: time)
    }
    let elapsed = max(.zero, time - last.time)
    let kept = exp2(-(elapsed / halfLife))
    let smoothed = zip(last.mood.distribution.probabilities, distribution.probabilities).map {
      kept * $0 + (1 - kept) * $1
    }
    let next = (try? EmotionDistribution(smoothed)) ?? distribution
    return remember(next, label: last.mood.label, at: max(time, last.time))
  }

  /// Forgets everything, as when the viewer leaves.
  public mutating func reset() { last = nil }

  private mutating func remember(_ next: EmotionDistribution, label: Emotion?, at time: Duration) -> Mood {
    let kept = label.flatMap { next[$0] >= leave && next[$0] + 0.1 >= next.confidence ? $0 : nil }
    let mood = Mood(distribution: next, label: kept ?? (next.confidence >= enter ? next.top : nil))
    last = (time, mood)
    return mood
  }
}
