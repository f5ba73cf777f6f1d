import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct TrialTests {
  @Test func `the learner finds the better one and still tries the others`() {
    var learner = LinearThompson(features: 2)
    var random = RandomStream(seed: 1)
    let candidates = [[1.0, 0], [0, 1.0]]
    for _ in 0..<300 {
      let choice = learner.choose(among: candidates, using: &random)
      #expect(abs(choice.propensities.reduce(0, +) - 1) < 1e-9)
      #expect(choice.propensities.allSatisfy { $0 >= LinearThompson.floor / 2 - 1e-12 })
      let chance = choice.position == 0 ? 0.8 : 0.2
      learner.learn(candidates[choice.position], reward: random.uniform() < chance ? 1 : 0)
    }
    let expected = learner.expected(candidates)
    #expect(abs(expected[0] - 0.8) < 0.1)
    #expect(learner.propensities(of: candidates, using: &random)[0] > 0.9)
    #expect(learner.count == 300)
  }

  /// A log with known truth: candidate k earns with chance 0.2 + 0.1 · k.
  func log(_ count: Int, seed: UInt64 = 2) -> [Decision] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { k in
      let propensities = [0.4, 0.3, 0.2, 0.1]
      var left = random.uniform()
      let chosen =
        propensities.firstIndex { chance in
          left -= chance
          return left < 0
        } ?? 0
      return Decision(
        at: Date(timeIntervalSince1970: Double(k)),
        candidates: propensities.indices.map {
          Decision.Candidate(
            itemID: "\($0)", features: [1, Double($0)], score: 0, propensity: propensities[$0])
        }, chosen: chosen, reward: random.uniform() < 0.2 + 0.1 * Double(chosen) ? 1 : 0)
    }
  }

  @Test func `the estimates of another rule hold the truth`() {
    let evaluation = OffPolicyEvaluation(of: log(4000)) { _ in [0, 0, 0, 1] }
    for estimate in [evaluation.ips, evaluation.snips, evaluation.doublyRobust] {
      #expect(estimate.low < 0.5 && 0.5 < estimate.high)
      #expect(estimate.low <= estimate.value && estimate.value <= estimate.high)
    }
    #expect(
      evaluation.doublyRobust.high - evaluation.doublyRobust.low < evaluation.ips.high - evaluation.ips.low)
    #expect(evaluation.effectiveSize > 300 && evaluation.effectiveSize < 500)
    #expect(evaluation.conclusion == "The other rule would have earned more.")
    let same = OffPolicyEvaluation(of: log(4000)) { $0.candidates.map(\.propensity) }
    #expect(abs(same.effectiveSize - 4000) < 1e-6)
    #expect(abs(same.ips.value - same.logged.value) < 1e-12)
    #expect(same.conclusion == "No difference can be told from this log.")
  }

  @Test func `a short log carries no conclusion, nor does none`() {
    let short = OffPolicyEvaluation(of: log(60)) { _ in [0, 0, 0, 1] }
    #expect(short.conclusion.hasPrefix("The log cannot carry a conclusion"))
    var open = log(200)
    for k in open.indices { open[k].reward = nil }
    let none = OffPolicyEvaluation(of: open) { _ in [1, 0, 0, 0] }
    #expect(none.decisions == 0 && none.effectiveSize == 0)
  }

  @Test func `one place of a list is for trying, and its reasons add up too`() throws {
    let ranker = Ranker(catalogue: randomItems(200))
    let now = try moment(.happy, at: "2026-11-24T15:10")
    let plain = ranker.recommend(at: now, limit: 10)
    let learner = LinearThompson(features: Ranker.trialFeatures)
    var random = RandomStream(seed: 5)
    var tried: Set<String> = []
    for _ in 0..<30 {
      let (list, decision) = ranker.recommend(at: now, limit: 10, trying: learner, using: &random)
      let made = try #require(decision)
      #expect(list.count == 10 && Set(list.map(\.item.id)).count == 10)
      #expect(made.candidates.count == Ranker.trialCandidates + 1)
      #expect(made.candidates[made.chosen].itemID == list[Ranker.trialPosition].item.id)
      for position in 0..<10 where position != Ranker.trialPosition {
        #expect(list[position] == plain[position])
      }
      #expect(list.allSatisfy { $0.score == $0.reasons.reduce(0) { $0 + $1.contribution } })
      if made.chosen > 0 {
        #expect(
          list[Ranker.trialPosition].text(.change) == "one place is for trying out what you might like")
      }
      tried.insert(list[Ranker.trialPosition].item.id)
    }
    #expect(tried.count > 3)
    #expect(ranker.recommend(at: now, limit: 3, trying: learner, using: &random).decision == nil)
  }

  @Test func `what was just finished rests, and counts for taste`() throws {
    let items = [item("a", creator: "Ada"), item("b", creator: "Ada"), item("c", creator: "Bo")]
    let now = try moment(.neutral, at: "2026-11-24T15:10")
    func list(_ daysAgo: Double) -> [Recommendation] {
      Ranker(catalogue: items).recommend(
        at: now,
        interactions: [
          Interaction(itemID: "a", kind: .finish, at: now.date.addingTimeInterval(-86_400 * daysAgo))
        ], limit: 3)
    }
    #expect(list(1).map(\.item.id) == ["b", "c"])
    #expect(list(1)[0].contribution(.taste) > list(1)[1].contribution(.taste))
    #expect(Set(list(3).map(\.item.id)) == ["a", "b", "c"])
  }
}
