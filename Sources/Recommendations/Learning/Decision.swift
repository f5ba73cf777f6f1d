import Foundation

/// One choice that was left to chance, with the chances: a line of the log from which other rules are judged.
public struct Decision: Codable, Hashable, Sendable {
  /// What could have been chosen.
  public struct Candidate: Codable, Hashable, Sendable {
    /// The item's `id`.
    public let itemID: String
    /// As ``LinearThompson`` saw it.
    public let features: [Double]
    /// The score of the ranker, before variety.
    public let score: Double
    /// The chance it had.
    public let propensity: Double

    /// A candidate; the chances of all sum to 1.
    public init(itemID: String, features: [Double], score: Double, propensity: Double) {
      self.itemID = itemID
      self.features = features
      self.score = score
      self.propensity = propensity
    }

    enum CodingKeys: String, CodingKey {
      case itemID = "item_id"
      case features, score, propensity
    }
  }

  /// When it was made.
  public let at: Date
  /// In any order.
  public let candidates: [Candidate]
  /// Position among the candidates.
  public let chosen: Int
  /// From 0 (passed by or skipped) to 1 (liked or finished); `nil` while nothing is known.
  public var reward: Double?

  /// A decision.
  ///
  /// - Precondition: `chosen` is the position of a candidate.
  public init(at: Date, candidates: [Candidate], chosen: Int, reward: Double? = nil) {
    precondition(candidates.indices.contains(chosen), "candidate \(chosen) of \(candidates.count)")
    self.at = at
    self.candidates = candidates
    self.chosen = chosen
    self.reward = reward
  }

  /// What an interaction with the chosen item is worth.
  public static func reward(of kind: InteractionKind) -> Double {
    switch kind {
    case .like, .finish: 1
    case .view: 0.5
    case .skip, .hide: 0
    }
  }
}
