import Foundation

/// What the log of served lists tells of the rule that served them, beside the fixed rule and popularity.
public struct LogEvaluation: Codable, Hashable, Sendable {
  /// A rule and what the log tells of it.
  public struct Rule: Codable, Hashable, Sendable {
    /// `served`, `fixed rule` or `popularity`.
    public let name: String
    /// By inverse propensities and doubly robust.
    public let evaluation: OffPolicyEvaluation
    /// In a sentence, against the rule that served.
    public let conclusion: String
  }

  /// Lists in the log, and those of them in which the viewer did something with a drawn item.
  public let lists, answered: Int
  /// Places that were drawn.
  public let decisions: Int
  /// The rule that served first.
  public let rules: [Rule]

  /// - Parameters:
  ///   - log: in any order; each list counts, also one that nobody answered.
  ///   - seed: of the intervals.
  public init(of log: [LoggedList], seed: UInt64 = 1) {
    let log = log.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    let all = log.flatMap(\.decisions)
    lists = log.count
    answered = log.count { $0.decisions.contains { ($0.reward ?? 0) > 0 } }
    decisions = all.count { $0.reward != nil }
    let popular = Self.popularity(all)
    func rule(_ name: String, _ chances: (Int, Decision) -> [Double]) -> Rule {
      var number = -1
      // The estimate asks for the decisions with a reward in their order.
      let known = all.indices.filter { all[$0].reward != nil }
      let evaluation = OffPolicyEvaluation(of: all, seed: seed) { decision in
        number += 1
        return chances(known[number], decision)
      }
      return Rule(name: name, evaluation: evaluation, conclusion: evaluation.conclusion)
    }
    rules = [
      rule("served") { $1.candidates.map(\.propensity) },
      rule("fixed rule") { Self.evenly(among: $1.candidates.map(\.score)) },
      rule("popularity") { number, _ in popular[number] },
    ]
  }

  /// The chances of taking what was liked most often before; what came later is not known yet.
  private static func popularity(_ decisions: [Decision]) -> [[Double]] {
    var earned: [String: Double] = [:]
    return decisions.map { decision in
      let chances = evenly(among: decision.candidates.map { earned[$0.itemID] ?? 0 })
      earned[decision.candidates[decision.chosen].itemID, default: 0] += decision.reward ?? 0
      return chances
    }
  }

  /// All chance on the highest, shared by those that are equal.
  private static func evenly(among scores: [Double]) -> [Double] {
    let best = scores.max() ?? 0
    let count = Double(scores.count { $0 == best })
    return scores.map { $0 == best ? 1 / count : 0 }
  }

  /// The figures as a table, and what can be concluded.
  public var text: String {
    func figure(_ value: Double) -> String { String(format: "%.3f", value) }
    func cell(_ estimate: OffPolicyEvaluation.Estimate) -> String {
      "\(figure(estimate.value)) (\(figure(estimate.low)) to \(figure(estimate.high)))"
    }
    func row(_ cells: [String]) -> String {
      zip(cells, [12, 26, 26, 26, 0]).map { text, width in
        text + String(repeating: " ", count: max(0, width - text.count))
      }.joined()
    }
    var lines = [
      "\(lists) lists, \(decisions) places that were drawn, \(answered) lists with an answer to one of them.",
      "Mean reward of a drawn place (like or finish 1, view 0.5, else 0), with 95 % intervals:", "",
      row(["rule", "IPS", "SNIPS", "doubly robust", "effective size"]),
    ]
    for rule in rules {
      let found = rule.evaluation
      lines.append(
        row([
          rule.name, cell(found.ips), cell(found.snips), cell(found.doublyRobust),
          String(Int(found.effectiveSize.rounded())),
        ]))
    }
    lines.append("")
    for rule in rules.dropFirst() { lines.append("\(rule.name), against served: \(rule.conclusion)") }
    return lines.joined(separator: "\n")
  }
}

extension LoggedList {
  /// The lists of a log in JSON Lines, one a line with ISO 8601 times; empty lines are passed over.
  ///
  /// - Throws: ``ListLogError`` with the number of the first line that is none.
  public static func parse(jsonLines: Data) throws(ListLogError) -> [LoggedList] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    var lists: [LoggedList] = []
    for (number, line) in jsonLines.split(separator: 10, omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy({ $0 == 32 || $0 == 13 }) {
      guard let list = try? decoder.decode(LoggedList.self, from: Data(line)) else {
        throw .line(number + 1)
      }
      guard list.isSound else { throw .chances(line: number + 1) }
      lists.append(list)
    }
    return lists
  }

  /// Whether estimates can be made of it: chances above 0 for what was chosen, rewards from 0 to 1, features alike.
  private var isSound: Bool {
    decisions.allSatisfy { decision in
      let candidates = decision.candidates
      guard candidates.indices.contains(decision.chosen) else { return false }
      let size = candidates[0].features.count
      return candidates[decision.chosen].propensity > 0
        && candidates.allSatisfy { $0.features.count == size && (0...1).contains($0.propensity) }
        && (0...1).contains(decision.reward ?? 0)
    }
  }
}

/// What is wrong with a log of lists.
public enum ListLogError: Error, Equatable, CustomStringConvertible {
  case line(Int)
  case chances(line: Int)

  /// What is wrong and what to write instead.
  public var description: String {
    switch self {
    case .line(let line):
      "line \(line) is no list of a log; write the file with mien recommender export"
    case .chances(let line):
      "line \(line) has a decision that cannot be judged: chances and rewards are from 0 to 1, and what was chosen had a chance above 0"
    }
  }
}
