import Emotions
import Foundation

/// A list as it was served, for the log from which the learner learns and other rules are judged.
public struct LoggedList: Codable, Hashable, Sendable, Identifiable {
  /// An item of the list.
  public struct Entry: Codable, Hashable, Sendable {
    /// The item's `id`.
    public let itemID: String
    /// The chance it had of standing there: 1 for what was not drawn.
    public let propensity: Double
    /// What each term added to its score.
    public let terms: [String: Double]

    enum CodingKeys: String, CodingKey {
      case itemID = "item_id"
      case propensity, terms
    }

    /// An item, how likely it was to stand there, and its terms.
    public init(itemID: String, propensity: Double, terms: [String: Double]) {
      self.itemID = itemID
      self.propensity = propensity
      self.terms = terms
    }
  }

  /// Made by us.
  public let id: String
  /// When it was made.
  public let at: Date
  /// What it was for.
  public let goal: Goal
  /// Where it aimed on the plane.
  public let target: Affect
  /// In the order of the list.
  public let items: [Entry]
  /// The places that were drawn, with their rewards where they are known.
  public var decisions: [Decision]

  /// A list for the log.
  public init(
    id: String, at: Date, goal: Goal, target: Affect, items: [Entry], decisions: [Decision]
  ) {
    self.id = id
    self.at = at
    self.goal = goal
    self.target = target
    self.items = items
    self.decisions = decisions
  }

  /// What was served, and when.
  public init(id: String, _ served: ServedList, at date: Date) {
    self.init(
      id: id, at: date, goal: served.list.goal, target: served.target,
      items: served.list.items.map { entry in
        Entry(
          itemID: entry.item.id, propensity: entry.propensity,
          terms: Dictionary(
            uniqueKeysWithValues: entry.reasons.map { ($0.term, (1e4 * $0.contribution).rounded() / 1e4) }))
      }, decisions: served.decisions)
  }

  /// The list with the rewards of its decisions: what was done with the drawn item in this list, and 0 where nothing
  /// was – a list that nobody looked at has earned nothing either, under any rule.
  public func rewarded(by feedback: [Interaction]) -> LoggedList {
    var list = self
    for k in list.decisions.indices {
      let decision = list.decisions[k]
      let done = feedback.filter { $0.itemID == decision.candidates[decision.chosen].itemID }
      list.decisions[k].reward = Decision.reward(of: done)
    }
    return list
  }
}

extension Decision {
  /// What several interactions with one item are worth: the newest like, skip or hide, else the best of the others.
  public static func reward(of interactions: [Interaction]) -> Double {
    let verdicts = interactions.filter(\.kind.isVerdict)
    if let newest = verdicts.max(by: { $0.at < $1.at }) { return reward(of: newest.kind) }
    return interactions.map { reward(of: $0.kind) }.max() ?? 0
  }
}

extension LinearThompson {
  /// Learns the rewards of a list's decisions. Those with other features, of another version, teach nothing.
  public mutating func learn(_ list: LoggedList) {
    for decision in list.decisions {
      let chosen = decision.candidates[decision.chosen].features
      guard let reward = decision.reward, chosen.count == features else { continue }
      learn(chosen, reward: reward)
    }
  }

  /// Takes back what ``learn(_:)`` did with the same list.
  public mutating func unlearn(_ list: LoggedList) {
    for decision in list.decisions {
      let chosen = decision.candidates[decision.chosen].features
      guard let reward = decision.reward, chosen.count == features else { continue }
      unlearn(chosen, reward: reward)
    }
  }
}
