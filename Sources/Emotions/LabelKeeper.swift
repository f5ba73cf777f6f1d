/// Decides which label is shown: a new one has to be clear, a shown one stays for a while and survives doubt.
struct LabelKeeper: Sendable {
  private(set) var label: Emotion?
  /// How long the label, or "unsure", has been shown.
  private var shownFor: Duration = .zero
  /// For how long the label has been less probable than it should be.
  private var doubtedFor: Duration = .zero

  /// A share of what can be known that a label needs: about half a half-life of frames.
  private static let leastEvidence = 0.3
  /// A first frame as clear as this needs no second one: there is no label yet that could flicker.
  private static let clearAtOnce = 0.8

  /// - Parameter label: shown already.
  init(label: Emotion? = nil) { self.label = label }

  /// - Parameters:
  ///   - distribution: smoothed.
  ///   - evidence: how much of it is known, 0…1.
  ///   - isFirst: whether nothing was seen before.
  ///   - elapsed: since the last frame, not negative.
  mutating func update(
    _ distribution: EmotionDistribution, evidence: Double, isFirst: Bool, after elapsed: Duration,
    _ rules: MoodRules
  ) {
    shownFor += elapsed
    let top = distribution.top
    let isKnown = evidence >= Self.leastEvidence || (isFirst && distribution.confidence >= Self.clearAtOnce)
    let mayChange = label == nil || shownFor >= rules.dwell
    if top != label, isKnown, mayChange, isClear(top, distribution, rules) { return show(top) }
    guard let label else { return }
    doubtedFor = distribution[label] < rules.leave ? doubtedFor + elapsed : .zero
    if mayChange, doubtedFor >= rules.patience { show(nil) }
  }

  private func isClear(_ top: Emotion, _ distribution: EmotionDistribution, _ rules: MoodRules) -> Bool {
    let next = Emotion.allCases.reduce(0) { $1 == top ? $0 : max($0, distribution[$1]) }
    return distribution.confidence >= rules.enter && distribution.confidence - next >= rules.lead
  }

  private mutating func show(_ label: Emotion?) {
    self.label = label
    shownFor = .zero
    doubtedFor = .zero
  }
}
