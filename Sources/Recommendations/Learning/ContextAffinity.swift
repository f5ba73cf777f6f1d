import Foundation

/// How much likelier an item is chosen in one context than in others, from what was chosen in which context.
///
/// An item's own counts are smoothed towards those of its traits, and these towards all counts, so that an item nobody
/// chose yet is judged by its traits, and a trait nobody chose by nothing.
public struct ContextAffinity: Sendable {
  private let ofItem: [String: [Double]]
  private let ofTrait: [String: [Double]]
  private let shares: [Double]
  private let contexts: [String: Int]

  /// So many choices count as much as what an item's traits, or all items, say.
  public static let priorChoices = 10.0

  /// - Parameter choices: an item, its traits and one context; a rating is not looked at.
  public init(training choices: [RatedItem]) {
    var contexts: [String: Int] = [:]
    for context in Set(choices.flatMap(\.context)).sorted() { contexts[context] = contexts.count }
    let none = Array(repeating: 0.0, count: contexts.count)
    var all = Array(repeating: 1.0, count: contexts.count)
    var ofItem: [String: [Double]] = [:]
    var ofTrait: [String: [Double]] = [:]
    for choice in choices {
      for context in choice.context.compactMap({ contexts[$0] }) {
        all[context] += 1
        ofItem[choice.item, default: none][context] += 1
        for trait in choice.traits { ofTrait[trait, default: none][context] += 1 }
      }
    }
    let total = all.reduce(0, +)
    shares = all.map { $0 / total }
    self.contexts = contexts
    self.ofItem = ofItem
    self.ofTrait = ofTrait
  }

  /// The logarithm of how much likelier than in general the item is in a context; 0 where nothing is known.
  public func affinity(item: String, traits: [String], context: String) -> Double {
    guard let context = contexts[context] else { return 0 }
    let share = shares[context]
    var prior = share
    if !traits.isEmpty {
      let logs = traits.map { log(Self.smoothed(ofTrait[$0], context, towards: share)) }
      prior = exp(logs.reduce(0, +) / Double(traits.count))
    }
    return log(Self.smoothed(ofItem[item], context, towards: prior) / share)
  }

  private static func smoothed(_ counts: [Double]?, _ context: Int, towards prior: Double) -> Double {
    guard let counts else { return prior }
    return (counts[context] + priorChoices * prior) / (counts.reduce(0, +) + priorChoices)
  }
}
