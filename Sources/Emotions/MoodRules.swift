/// How steadily a mood follows a face. Every rule speaks of time, so that it means the same at 3 and at 30 frames a
/// second.
///
/// The defaults were chosen on streams of `tools/mood_stream.py`; docs/live.md has the figures.
public struct MoodRules: Hashable, Sendable {
  /// The time in which what was seen before loses half its weight.
  public let halfLife: Duration
  /// Probability a label needs to be shown.
  public let enter: Double
  /// Probability below which a shown label is doubted.
  public let leave: Double
  /// How far ahead of the next emotion a new label has to be.
  public let lead: Double
  /// The least time a label is shown before another takes its place.
  public let dwell: Duration
  /// How long a label may be doubted before it gives way to "unsure".
  public let patience: Duration
  /// After a gap longer than this the past no longer counts.
  public let longestGap: Duration

  /// - Precondition: `halfLife` is positive, `0 < leave <= enter <= 1`, and nothing is negative.
  public init(
    halfLife: Duration = .milliseconds(700), enter: Double = 0.4, leave: Double = 0.3, lead: Double = 0.1,
    dwell: Duration = .milliseconds(1200), patience: Duration = .seconds(2),
    longestGap: Duration = .seconds(10)
  ) {
    precondition(halfLife > .zero, "a half-life is positive, not \(halfLife)")
    precondition(0 < leave && leave <= enter && enter <= 1, "0 < leave <= enter <= 1")
    precondition((0...1).contains(lead), "a lead is in 0…1, not \(lead)")
    precondition(dwell >= .zero && patience >= .zero && longestGap >= .zero, "times are not negative")
    self.halfLife = halfLife
    self.enter = enter
    self.leave = leave
    self.lead = lead
    self.dwell = dwell
    self.patience = patience
    self.longestGap = longestGap
  }
}
