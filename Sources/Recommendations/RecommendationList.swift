import Emotions
import Foundation

/// A list of recommendations with the time it is for, as JSON or as text.
public struct RecommendationList: Codable, Hashable, Sendable {
  /// Local time with its offset: `2026-11-22T23:30:00+01:00`.
  public let at: String
  /// What the list follows, in a line: "It is 23:30 on a Sunday, so calmer pieces come first. …".
  public let summary: String
  /// What the list is for.
  public let goal: Goal
  /// Best first, or in the order in which they lift the mood.
  public let items: [Recommendation]
  /// What research says of the goal, for and against; often nothing.
  public let evidence: [Evidence]

  /// The list of a request.
  public init(_ request: RecommendationRequest, from ranker: Ranker, interactions: [Interaction] = []) {
    let moment = request.moment
    at = LocalTime(date: moment.date, timeZone: moment.timeZone).description
    goal = request.options.goal
    evidence = goal.evidence
    summary = ranker.summary(of: moment, interactions: interactions, options: request.options)
    items = ranker.recommend(
      at: moment, interactions: interactions, limit: request.limit, kinds: request.kinds,
      options: request.options)
  }

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
      let numbers = hundredths(entry.reasons.map(\.contribution))
      for (reason, number) in zip(entry.reasons, numbers) {
        lines.append("   \(explaining ? signed(number) + "  \(reason.term): " : "")\(reason.text)")
      }
      if explaining { lines.append("   \(signed(numbers.reduce(0, +)))  in all") }
      if let estimate = item.estimate {
        lines.append("   its mood is an estimate, \(percent(estimate)) sure")
      }
      if let link = item.link { lines.append("   \(link)") }
    }
    if !evidence.isEmpty { lines += ["", "What is known of it:"] }
    for known in evidence { lines.append("- \(known.finding) (\(known.source))") }
    return lines.joined(separator: "\n")
  }
}

extension Ranker {
  /// What a list of a moment follows, in a few plain sentences.
  public func summary(
    of moment: Moment, interactions: [Interaction] = [], options: ListOptions = .standard
  ) -> String {
    let sentences = [hourSentence(moment, interactions, options), moodSentence(moment), options.goal.words]
    return sentences.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func hourSentence(
    _ moment: Moment, _ interactions: [Interaction], _ options: ListOptions
  ) -> String {
    guard usesClock(options) else { return "The hour does not count." }
    let clock = clock(at: moment, interactions: interactions, options: options)
    let habit = clock.habit >= 0.5 ? ", as is your habit at this hour" : ""
    return "It is \(clock.words), so \(Wording.tendency(clock))\(habit)."
  }

  private func moodSentence(_ moment: Moment) -> String {
    let look =
      "\(Wording.adjective(moment.distribution.top)), \(percent(moment.distribution.confidence))"
    switch moment.sureness {
    case 0: return "Nothing is known about your mood yet."
    case ..<0.5: return "Your face is hard to read (\(look)), so it counts only a little."
    default: return "You look \(look)."
    }
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
