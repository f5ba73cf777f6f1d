/// An item in a list, its score, and the reasons that make up the score.
public struct Recommendation: Codable, Hashable, Sendable {
  /// What is recommended.
  public let item: Item
  /// The sum of the contributions of the reasons, in their order, exactly.
  public let score: Double
  /// The largest contribution first.
  public let reasons: [Reason]

  /// A recommendation whose score is the sum of its reasons.
  public init(item: Item, reasons: [Reason]) {
    self.item = item
    self.reasons = reasons
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

  /// A reason; the text is shown as it is.
  public init(term: Term, contribution: Double, text: String) {
    self.term = term.rawValue
    self.contribution = contribution
    self.text = text
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
  /// What was liked, finished and skipped before, and what others chose who chose alike.
  case taste
  /// Whether it was opened just before.
  case fresh
  /// A change from day to day, and what is tried out to learn from.
  case change
  /// Whether the list already has its like.
  case variety
}
