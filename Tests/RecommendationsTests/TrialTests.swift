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

  @Test func `one place in four is drawn, with the chances it says, and its reasons add up too`() throws {
    let ranker = Ranker(catalogue: randomItems(200))
    let now = try moment(.happy, at: "2026-11-24T15:10")
    let plain = ranker.recommend(at: now, limit: 10)
    var tried: Set<String> = []
    var kept = 0.0
    for seed in 0..<40 as Range<UInt64> {
      var random = RandomStream(seed: seed)
      let (list, decisions) = ranker.recommend(
        at: now, limit: 10, trying: Ranker.newLearner, using: &random)
      #expect(list.count == 10 && Set(list.map(\.item.id)).count == 10)
      #expect(decisions.count == 2)
      #expect(list.allSatisfy { $0.score == $0.reasons.reduce(0) { $0 + $1.contribution } })
      for (decision, position) in zip(decisions, [3, 7]) {
        let chosen = decision.candidates[decision.chosen]
        #expect(decision.candidates.count == Ranker.trialCandidates + 1)
        #expect(abs(decision.candidates.reduce(0) { $0 + $1.propensity } - 1) < 1e-9)
        #expect(decision.candidates.allSatisfy { $0.propensity > 0 && $0.propensity <= 1 })
        #expect(chosen.itemID == list[position].item.id && chosen.propensity == list[position].propensity)
        #expect(abs(list[position].score - plain[position].score) < 1e-9)
        if decision.chosen > 0 {
          #expect(list[position].text(.trial)?.hasPrefix("one place in 4 is drawn") == true)
        }
        tried.insert(chosen.itemID)
      }
      // What was drawn away from its place may come at the next one that is drawn.
      #expect(decisions[0].candidates[0].itemID == plain[3].item.id)
      kept += decisions[0].candidates[0].propensity / 40
      for position in [0, 1, 2, 4, 5, 6, 8, 9] {
        #expect(list[position].item == plain[position].item && list[position].propensity == 1)
      }
    }
    #expect(tried.count > 3)
    #expect(kept > 1.5 / 11, "a new learner believes in the score")
  }

  @Test func `the same seed draws the same, and a short list or one that lifts draws nothing`() throws {
    let ranker = Ranker(catalogue: randomItems(200))
    let now = try moment(.happy, at: "2026-11-24T15:10")
    func drawn(_ limit: Int, _ goal: Goal = .match, seed: UInt64 = 5) -> [Decision] {
      var options = ListOptions()
      options.goal = goal
      var random = RandomStream(seed: seed)
      return ranker.recommend(
        at: now, limit: limit, options: options, trying: Ranker.newLearner, using: &random
      ).decisions
    }
    #expect(drawn(12) == drawn(12))
    #expect(drawn(12).count == 3)
    #expect(drawn(3).isEmpty && drawn(0).isEmpty && drawn(12, .lift).isEmpty)
  }

  @Test func `what is learned can be taken back, and moves the chances`() throws {
    let ranker = Ranker(catalogue: randomItems(200))
    let now = try moment(.sad, at: "2026-11-24T22:10")
    var learner = Ranker.newLearner
    var random = RandomStream(seed: 1)
    let decision = try #require(
      ranker.recommend(at: now, limit: 4, trying: learner, using: &random).decisions.first)
    let features = decision.candidates.map(\.features)
    let before = learner.expected(features)[decision.chosen]
    let served = LoggedList(
      id: "l", at: now.date, goal: .match, target: .origin, items: [], decisions: [decision])
    let id = decision.candidates[decision.chosen].itemID
    let liked = served.rewarded(by: [Interaction(itemID: id, kind: .like, at: now.date)])
    let passed = served.rewarded(by: [Interaction(itemID: "other", kind: .like, at: now.date)])
    #expect(liked.decisions[0].reward == 1 && passed.decisions[0].reward == 0)
    for _ in 0..<30 { learner.learn(liked) }
    #expect(abs(learner.expected(features)[decision.chosen] - 1) < 0.2)
    for _ in 0..<30 { learner.unlearn(liked) }
    #expect(abs(learner.expected(features)[decision.chosen] - before) < 1e-6)
    #expect(learner.count == 0)
  }

  @Test func `of several interactions the newest verdict is the reward, else the best`() {
    func reward(_ kinds: [InteractionKind]) -> Double {
      Decision.reward(
        of: kinds.enumerated().map {
          Interaction(itemID: "x", kind: $1, at: Date(timeIntervalSince1970: Double($0)))
        })
    }
    #expect(reward([]) == 0 && reward([.view]) == 0.5 && reward([.finish, .view]) == 1)
    #expect(reward([.like, .skip]) == 0 && reward([.skip, .like]) == 1 && reward([.finish, .hide]) == 0)
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
