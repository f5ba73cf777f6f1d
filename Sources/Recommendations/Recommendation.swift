/// An item in a list, its score, and the reasons that make up the score.
public struct Recommendation: Codable, Hashable, Sendable {
  /// What is recommended.
  public let item: Item
  /// The sum of the contributions of the reasons, in their order, exactly.
  public let score: Double
  /// The largest contribution first.
  public let reasons: [Reason]
  /// The chance it had of standing in its place: 1 for what was not drawn.
  public let propensity: Double

  /// A recommendation whose score is the sum of its reasons.
  public init(item: Item, reasons: [Reason], propensity: Double = 1) {
    self.item = item
    self.reasons = reasons
    self.propensity = propensity
    score = reasons.reduce(0) { $0 + $1.contribution }
  }
}

/// A term of the score in words.
public struct Reason: Codable, Hashable, Sendable {
  /// Which term of the score: the name of a ``Term``.
  public let term: String
  /// What the term adds to the score; negative if it takes away.
  public let contribution: Double
  /// In plain words.
  public let text: String
  /// The same for programs.
  public let why: Why

  init(term: Term, contribution: Double, _ phrase: Phrase) {
    self.term = term.rawValue
    self.contribution = contribution
    text = phrase.text
    why = phrase.why
  }
}

/// The terms of a score.
public enum Term: String, CaseIterable, Codable, Sendable {
  /// Nearness to the target on the valence/arousal plane; the surer the face, the more it counts.
  case mood
  /// Whether the item's energy suits the hour and day.
  case clock
  /// Whether it is short enough for a late hour.
  case length
  /// Whether its tags and kind suit what the list is for.
  case goal
  /// Whether its text sounds as the mood asks for.
  case tone
  /// What was liked, finished and skipped before, and what others chose who chose alike.
  case taste
  /// How warmly people write of it.
  case reviews
  /// Whether it was opened just before.
  case fresh
  /// A change from day to day.
  case change
  /// What a place that is drawn adds, so that there is something to learn from.
  case trial
  /// Whether the list already has its like.
  case variety
}
