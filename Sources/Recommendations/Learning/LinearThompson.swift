/// Learns from what is chosen how much each feature of an item in its context is worth, and tries out what is still
/// unsure: Thompson sampling with linear payoffs (Agrawal & Goyal 2013, ICML).
///
/// A value: it is stored as JSON, and an update makes another.
public struct LinearThompson: Codable, Hashable, Sendable {
  /// How much a reward varies around its mean: half for what is taken or not.
  public static let noise = 0.5
  /// Each candidate is chosen at least this often, shared evenly, so that the log can tell of every one.
  public static let floor = 0.05
  /// Draws from which the propensities are counted.
  public static let draws = 100

  private var precision: SymmetricMatrix
  private var weighted: [Double]
  /// Rewards learned from.
  public private(set) var count = 0

  /// A learner that knows nothing.
  ///
  /// - Parameters:
  ///   - features: how many there are.
  ///   - prior: how surely the worth of a feature is near its mean.
  ///   - mean: what features are believed to be worth at first; 0 for those left out.
  public init(features: Int, prior: Double = 1, mean: [Int: Double] = [:]) {
    precision = SymmetricMatrix(size: features, diagonal: prior)
    weighted = (0..<features).map { prior * (mean[$0] ?? 0) }
  }

  /// Number of features.
  public var features: Int { weighted.count }

  /// Learns one reward, 0…1.
  public mutating func learn(_ features: [Double], reward: Double) {
    let weight = 1 / (Self.noise * Self.noise)
    precision.add(features, weight: weight)
    for k in features.indices { weighted[k] += weight * reward * features[k] }
    count += 1
  }

  /// Takes back a reward that was learned.
  public mutating func unlearn(_ features: [Double], reward: Double) {
    let weight = -1 / (Self.noise * Self.noise)
    precision.add(features, weight: weight)
    for k in features.indices { weighted[k] += weight * reward * features[k] }
    count -= 1
  }

  /// The reward to expect of each.
  public func expected(_ candidates: [[Double]]) -> [Double] {
    let worth = worth
    return candidates.map { dot($0, worth) }
  }

  /// What each feature is worth, as far as is known.
  public var worth: [Double] { precision.factored().solve(weighted) }

  /// How often each candidate would be chosen: the share of draws of the worths in which it is the best, and its part
  /// of ``floor``.
  ///
  /// Exactly these are the chances by which ``choose(among:using:)`` chooses, so they can be logged as they are.
  public func propensities(of candidates: [[Double]], using random: inout RandomStream) -> [Double] {
    sample(using: &random).propensities(of: candidates)
  }

  /// Worths drawn from what is known, for the decisions of one list.
  public func sample(using random: inout RandomStream) -> ThompsonSample {
    let lower = precision.factored()
    let mean = lower.solve(weighted)
    return ThompsonSample(
      worths: (0..<Self.draws).map { _ in
        zip(mean, lower.transposedSolve(mean.map { _ in random.normal() })).map { $0 + $1 }
      })
  }

  /// Chooses one of the candidates, with the chances by which it did.
  ///
  /// - Precondition: there is a candidate.
  public func choose(
    among candidates: [[Double]], using random: inout RandomStream
  ) -> (position: Int, propensities: [Double]) {
    precondition(!candidates.isEmpty, "there is nothing to choose from")
    let propensities = propensities(of: candidates, using: &random)
    return (Self.draw(propensities, using: &random), propensities)
  }

  /// A position drawn by chances that sum to 1.
  static func draw(_ chances: [Double], using random: inout RandomStream) -> Int {
    var left = random.uniform()
    for (position, chance) in chances.enumerated() {
      left -= chance
      if left < 0 { return position }
    }
    return chances.lastIndex { $0 > 0 } ?? 0
  }
}

/// Draws of what each feature may be worth.
public struct ThompsonSample: Sendable {
  let worths: [[Double]]

  /// How often each candidate would be chosen, as ``LinearThompson/propensities(of:using:)`` tells.
  public func propensities(of candidates: [[Double]]) -> [Double] {
    guard !candidates.isEmpty else { return [] }
    var wins = Array(repeating: 0, count: candidates.count)
    for worth in worths {
      var best = (position: 0, value: -Double.infinity)
      for (position, features) in candidates.enumerated() {
        let value = dot(features, worth)
        if value > best.value { best = (position, value) }
      }
      wins[best.position] += 1
    }
    return wins.map {
      (1 - LinearThompson.floor) * Double($0) / Double(worths.count)
        + LinearThompson.floor / Double(candidates.count)
    }
  }
}
