import Foundation

/// What another rule would have earned, told from the log of the rule that was in use.
///
/// Inverse propensity scoring (Horvitz & Thompson 1952), its self-normalised form (Swaminathan & Joachims 2015,
/// NeurIPS) and the doubly robust estimate (Dudík, Langford & Li 2011, ICML), with 95 % intervals by the bootstrap.
public struct OffPolicyEvaluation: Codable, Hashable, Sendable {
  /// An estimate of the mean reward.
  public struct Estimate: Codable, Hashable, Sendable {
    /// Of the whole log.
    public let value: Double
    /// The ends of the 95 % interval.
    public let low, high: Double
  }

  /// Decisions with a reward.
  public let decisions: Int
  /// Mean reward of the rule that was in use.
  public let logged: Estimate
  /// Mean reward of the other rule, by the three ways.
  public let ips, snips, doublyRobust: Estimate
  /// So many decisions of the new rule itself would tell as much (Kish 1965).
  public let effectiveSize: Double

  /// Effective decisions below which nothing is concluded. Our judgement.
  public static let least = 100.0

  /// - Parameters:
  ///   - log: decisions without a reward are left out.
  ///   - seed: of the bootstrap.
  ///   - policy: the chances the other rule gives to the candidates of a decision; they sum to 1.
  public init(of log: [Decision], seed: UInt64 = 1, policy: (Decision) -> [Double]) {
    let known = log.filter { $0.reward != nil }
    let chances = known.map(policy)
    let expected = Self.crossFitted(known)
    var weights: [Double] = []
    var rewards: [Double] = []
    var robust: [Double] = []
    for (k, decision) in known.enumerated() {
      let reward = decision.reward ?? 0
      let propensity = decision.candidates[decision.chosen].propensity
      let weight = propensity > 0 ? chances[k][decision.chosen] / propensity : 0
      weights.append(weight)
      rewards.append(reward)
      robust.append(dot(chances[k], expected[k]) + weight * (reward - expected[k][decision.chosen]))
    }
    func estimate(_ figure: ([Int]) -> Double) -> Estimate { Self.estimate(known.count, seed: seed, figure) }
    func mean(_ drawn: [Int], _ value: (Int) -> Double) -> Double {
      drawn.reduce(0) { $0 + value($1) } / Double(max(1, drawn.count))
    }
    decisions = known.count
    logged = estimate { mean($0) { rewards[$0] } }
    ips = estimate { mean($0) { weights[$0] * rewards[$0] } }
    snips = estimate { drawn in
      let weight = drawn.reduce(0) { $0 + weights[$1] }
      return weight > 0 ? drawn.reduce(0) { $0 + weights[$1] * rewards[$1] } / weight : 0
    }
    doublyRobust = estimate { mean($0) { robust[$0] } }
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    effectiveSize = squares > 0 ? sum * sum / squares : 0
  }

  /// What can be concluded, in a sentence.
  public var conclusion: String {
    if effectiveSize < Self.least {
      return
        "The log cannot carry a conclusion: it tells as much as \(Int(effectiveSize)) decisions of the other rule would, and \(Int(Self.least)) are needed."
    }
    if doublyRobust.low > logged.high { return "The other rule would have earned more." }
    if doublyRobust.high < logged.low { return "The other rule would have earned less." }
    return "No difference can be told from this log."
  }

  /// The reward to expect of each candidate, learned from the other half of the log.
  private static func crossFitted(_ log: [Decision]) -> [[Double]] {
    guard let size = log.first?.candidates.first?.features.count else { return log.map { _ in [] } }
    var halves = [LinearThompson(features: size), LinearThompson(features: size)]
    for (k, decision) in log.enumerated() {
      halves[k % 2].learn(decision.candidates[decision.chosen].features, reward: decision.reward ?? 0)
    }
    let worths = halves.map(\.worth)
    return log.enumerated().map { k, decision in
      decision.candidates.map { dot($0.features, worths[1 - k % 2]) }
    }
  }

  private static func estimate(_ count: Int, seed: UInt64, _ figure: ([Int]) -> Double) -> Estimate {
    guard count > 0 else { return Estimate(value: 0, low: 0, high: 0) }
    var random = RandomStream(seed: seed)
    let figures = (0..<500).map { _ in
      figure((0..<count).map { _ in Int.random(in: 0..<count, using: &random) })
    }.sorted()
    return Estimate(value: figure(Array(0..<count)), low: figures[12], high: figures[487])
  }
}
