import Emotions
import Foundation
import Recommendations
import Testing

/// Logs of a simulated population whose liking is known.
@Suite struct LogEvaluationTests {
  /// Lists of one drawn place with four candidates, of which the k-th is liked with chance `liking[k]`; the ranker's
  /// score prefers the first.
  func log(_ count: Int, liking: [Double], seed: UInt64 = 3) -> [LoggedList] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { number in
      let chances = [0.4, 0.3, 0.2, 0.1]
      var left = random.uniform()
      let chosen =
        chances.firstIndex {
          left -= $0
          return left < 0
        } ?? 0
      let at = Date(timeIntervalSince1970: 1_795_348_800 + 60 * Double(number))
      let candidates = chances.indices.map { k in
        Decision.Candidate(
          itemID: "item-\(k)", features: [1, Double(k)], score: 1 - 0.1 * Double(k), propensity: chances[k])
      }
      let list = LoggedList(
        id: "list-\(number)", at: at, goal: .match, target: Affect(valence: 0.2, arousal: 0),
        items: [LoggedList.Entry(itemID: "item-\(chosen)", propensity: chances[chosen], terms: ["mood": 1])],
        decisions: [Decision(at: at, candidates: candidates, chosen: chosen)])
      let isLiked = random.uniform() < liking[chosen]
      return list.rewarded(
        by: isLiked ? [Interaction(itemID: "item-\(chosen)", kind: .like, at: at)] : [])
    }
  }

  @Test func `the intervals hold what each rule would have earned`() throws {
    let evaluation = LogEvaluation(of: log(6000, liking: [0.2, 0.3, 0.4, 0.6]).shuffled())
    #expect(evaluation.lists == 6000 && evaluation.decisions == 6000)
    #expect(evaluation.rules.map(\.name) == ["served", "fixed rule", "popularity"])
    let (served, fixed) = (evaluation.rules[0].evaluation, evaluation.rules[1].evaluation)
    for (found, truth) in [(served, 0.31), (fixed, 0.2)] {
      for estimate in [found.ips, found.snips, found.doublyRobust] {
        #expect(estimate.low < truth && truth < estimate.high)
      }
    }
    #expect(abs(served.effectiveSize - 6000) < 1e-6)
    #expect(fixed.effectiveSize > 2000 && fixed.effectiveSize < 2800)
    #expect(evaluation.rules[1].conclusion == "The other rule would have earned less.")
    #expect(evaluation.text.contains("fixed rule, against served: The other rule would have earned less."))
  }

  @Test func `a log that is too short says so, and an empty one too`() {
    for evaluation in [LogEvaluation(of: log(60, liking: [0.2, 0.3, 0.4, 0.6])), LogEvaluation(of: [])] {
      #expect(evaluation.rules[1].conclusion.hasPrefix("The log cannot carry a conclusion"))
      #expect(evaluation.rules[2].conclusion.hasPrefix("The log cannot carry a conclusion"))
    }
  }

  @Test func `popularity knows only what came before`() {
    // Whatever comes later, the first decision knows nothing and shares its chance evenly.
    let one = LogEvaluation(of: log(1, liking: [1, 1, 1, 1]))
    let chance = one.rules[2].evaluation.ips.value
    #expect([0.25 / 0.4, 0.25 / 0.3, 0.25 / 0.2, 0.25 / 0.1].contains { abs($0 - chance) < 1e-9 })
  }

  @Test func `a log goes through JSON Lines, and a line that is none is named`() throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    let lists = log(5, liking: [0.5, 0.5, 0.5, 0.5])
    var text = try lists.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      .joined(separator: "\n")
    #expect(try LoggedList.parse(jsonLines: Data((text + "\r\n\n").utf8)) == lists)
    #expect(throws: ListLogError.line(6)) {
      _ = try LoggedList.parse(jsonLines: Data((text + "\nnonsense").utf8))
    }
    text.replace("\"propensity\":0.4", with: "\"propensity\":-0.4")
    #expect(throws: ListLogError.chances(line: 1)) {
      _ = try LoggedList.parse(jsonLines: Data(text.utf8))
    }
  }
}
