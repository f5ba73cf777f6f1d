import Emotions
import Foundation

/// A list of recommendations with the time it is for, as JSON or as text.
public struct RecommendationList: Codable, Hashable, Sendable {
  /// Local time with its offset: `2026-11-22T23:30:00+01:00`.
  public let at: String
  /// What the list follows, in a line: "It is 23:30 on a Sunday, so the list is a little calmer than at other hours. …".
  public let summary: String
  /// The same for programs that put it into words of their own.
  public let tendency: Tendency
  /// What the list is for.
  public let goal: Goal
  /// Best first, or in the order in which they lift the mood.
  public let items: [Recommendation]
  /// What research says of the goal, for and against; often nothing.
  public let evidence: [Evidence]

  /// The list of a request.
  public init(_ request: RecommendationRequest, from ranker: Ranker, interactions: [Interaction] = []) {
    self.init(
      request, from: ranker, interactions,
      items: ranker.recommend(
        at: request.moment, interactions: interactions, limit: request.limit, kinds: request.kinds,
        options: request.options))
  }

  fileprivate init(
    _ request: RecommendationRequest, from ranker: Ranker, _ interactions: [Interaction],
    items: [Recommendation]
  ) {
    let moment = request.moment
    at = LocalTime(date: moment.date, timeZone: moment.timeZone).description
    goal = request.options.goal
    evidence = goal.evidence
    let phrases = ranker.phrases(of: moment, interactions, request.options)
    summary = phrases.map(\.text).joined(separator: " ")
    tendency = Tendency(why: phrases.map(\.why))
    self.items = items
  }

  /// Reasons that say of one item what the summary says of the list.
  private static let untold: Set = ["hour.suits", "hour.fair"]

  /// The list as lines of text; with `explaining` also the contribution of each reason.
  public func text(explaining: Bool = false) -> String {
    var lines = [summary]
    if items.isEmpty { lines += ["", "Nothing in the catalogue fits."] }
    for (position, entry) in items.enumerated() {
      let item = entry.item
      let year = item.year.map { ", \($0)" } ?? ""
      lines += [
        "",
        "\(position + 1). \(item.title) (\(item.creator)\(year)), \(item.kind.rawValue), \(duration(item.minutes))",
      ]
      if !item.why.isEmpty { lines.append("   \(item.why)") }
      let numbers = hundredths(entry.reasons.map(\.contribution))
      // Without numbers the summary's sentence about the hour is enough.
      for (reason, number) in zip(entry.reasons, numbers)
      where explaining || !Self.untold.contains(reason.why.code) {
        lines.append("   \(explaining ? signed(number) + "  \(reason.term): " : "")\(reason.text)")
      }
      if explaining { lines.append("   \(signed(numbers.reduce(0, +)))  in all") }
      if let estimate = item.estimate {
        lines.append("   its mood is an estimate, \(percent(estimate)) sure")
      }
      if let link = item.webAddress { lines.append("   \(link)") }
    }
    if !evidence.isEmpty { lines += ["", "What is known of it:"] }
    for known in evidence { lines.append("- \(known.finding) (\(known.source))") }
    return lines.joined(separator: "\n")
  }
}

/// A list some of whose places were drawn, with what the log needs to know of it.
public struct ServedList: Hashable, Sendable {
  /// What the viewer gets.
  public let list: RecommendationList
  /// Where it aims on the plane.
  public let target: Affect
  /// The places that were drawn.
  public let decisions: [Decision]

  /// The list of a request.
  ///
  /// - Parameters:
  ///   - learner: of this viewer.
  ///   - seed: of what is drawn, as from ``RecommendationRequest/seed(of:)``.
  public init(
    _ request: RecommendationRequest, from ranker: Ranker, interactions: [Interaction] = [],
    trying learner: LinearThompson, seed: UInt64
  ) {
    var random = RandomStream(seed: seed)
    let (items, decisions) = ranker.recommend(
      at: request.moment, interactions: interactions, limit: request.limit, kinds: request.kinds,
      options: request.options, trying: learner, using: &random)
    list = RecommendationList(request, from: ranker, interactions, items: items)
    target = ranker.target(at: request.moment, options: request.options).place
    self.decisions = decisions
  }
}

/// Numbers in hundredths whose sum is the rounded sum: each is rounded down, and those that lose most by it up.
private func hundredths(_ numbers: [Double]) -> [Int] {
  let exact = numbers.map { 100 * $0 }
  var rounded = exact.map { Int($0.rounded(.down)) }
  let missing = Int(exact.reduce(0, +).rounded()) - rounded.reduce(0, +)
  let byLoss = exact.indices.sorted { exact[$0] - Double(rounded[$0]) > exact[$1] - Double(rounded[$1]) }
  for k in byLoss.prefix(max(0, missing)) { rounded[k] += 1 }
  return rounded
}

/// "+0.42", "-0.10".
private func signed(_ hundredths: Int) -> String {
  let rest = abs(hundredths) % 100
  return "\(hundredths < 0 ? "-" : "+")\(abs(hundredths) / 100).\(rest < 10 ? "0" : "")\(rest)"
}
