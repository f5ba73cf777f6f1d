import Emotions
import Foundation

/// A list of recommendations with the time it is for, as JSON or as text.
public struct RecommendationList: Codable, Hashable, Sendable {
  /// Local time with its offset: `2026-11-22T23:30:00+01:00`.
  public let at: String
  /// What the list follows, in a line: "It is 23:30 on a Sunday, so calmer pieces come first. …".
  public let summary: String
  /// Best first.
  public let items: [Recommendation]

  /// The list of a request.
  public init(_ request: RecommendationRequest, from ranker: Ranker, interactions: [Interaction] = []) {
    let moment = request.moment
    at = LocalTime(date: moment.date, timeZone: moment.timeZone).description
    summary = ranker.summary(of: moment)
    items = ranker.recommend(
      at: moment, interactions: interactions, limit: request.limit, kinds: request.kinds)
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
      for reason in entry.reasons {
        lines.append(
          "   \(explaining ? signed(reason.contribution) + "  \(reason.term): " : "")\(reason.text)")
      }
      if explaining { lines.append("   \(signed(entry.score))  in all") }
      if let link = item.link { lines.append("   \(link)") }
    }
    return lines.joined(separator: "\n")
  }
}

extension Ranker {
  /// What a list of a moment follows, in one or two plain sentences.
  public func summary(of moment: Moment) -> String {
    let clock = clock(at: moment)
    let hour =
      weights.clock == 0
      ? "The hour does not count." : "It is \(clock.words), so \(Wording.tendency(clock))."
    let look =
      "\(Wording.adjective(moment.distribution.top)), \(percent(moment.distribution.confidence))"
    switch moment.sureness {
    case 0: return "\(hour) Nothing is known about your mood yet."
    case ..<0.5: return "\(hour) Your face is hard to read (\(look)), so it counts only a little."
    default: return "\(hour) You look \(look)."
    }
  }
}

/// "+0.42", "-0.10".
private func signed(_ number: Double) -> String {
  let hundredths = Int((100 * abs(number)).rounded())
  let rest = hundredths % 100
  return "\(number < 0 ? "-" : "+")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
