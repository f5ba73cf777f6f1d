import Emotions
import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct RecommendationLogTests {
  let temporary: TemporaryStore
  var log: RecommendationLog { temporary.store.lists }

  init() throws { temporary = try TemporaryStore() }

  private func list(
    _ id: String, _ items: [String] = ["a", "b", "c"], goal: Goal = .match, at date: Date = noon
  ) -> LoggedList {
    let features = (0..<Ranker.trialFeatures).map { Double($0 % 3) }
    let candidates = items.map {
      Decision.Candidate(
        itemID: $0, features: features, score: 0.5, propensity: 1 / Double(items.count))
    }
    return LoggedList(
      id: id, at: date, goal: goal, target: Affect(valence: 0.25, arousal: -0.5),
      items: items.map { LoggedList.Entry(itemID: $0, propensity: 0.25, terms: ["mood": 0.5]) },
      decisions: [Decision(at: date, candidates: candidates, chosen: 0)])
  }

  private func did(_ kind: InteractionKind, _ id: String, after seconds: Double = 0) -> Interaction {
    Interaction(itemID: id, kind: kind, at: noon.addingTimeInterval(seconds))
  }

  @Test func `a list comes back as it was kept, to its account alone`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    #expect(try await log.record(list("one"), for: ada) == "one")
    #expect(try await log.all(of: ada) == [list("one").rewarded(by: [])])
    #expect(try await log.all(of: bob).isEmpty)
    #expect(try await log.all().count == 1)
  }

  @Test func `the same items soon after are the same list, others are not`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    _ = try await log.record(list("one"), for: ada)
    #expect(try await log.record(list("two", at: noon + 3600), for: ada) == "one")
    #expect(try await log.record(list("three"), for: bob) == "three")
    #expect(try await log.record(list("four", ["b", "a"], at: noon + 60), for: ada) == "four")
    #expect(try await log.record(list("five", ["b", "a"], goal: .calm, at: noon + 90), for: ada) == "five")
    #expect(
      try await log.record(list("six", ["b", "a"], goal: .calm, at: noon + 9000), for: ada) == "six")
  }

  @Test func `feedback is joined to its list, and the learner learns and unlearns`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    _ = try await log.record(list("one"), for: ada)
    #expect(try await log.learner(of: ada) == Ranker.newLearner)
    #expect(try await log.note(did(.like, "a"), in: "one", for: bob) == false)
    #expect(try await log.note(did(.like, "x"), in: "one", for: ada) == false)
    #expect(try await log.note(did(.like, "a"), in: "none", for: ada) == false)
    #expect(try await log.learner(of: ada).count == 0)
    #expect(try await log.note(did(.like, "b"), in: "one", for: ada))
    #expect(try await log.all(of: ada).first?.decisions.first?.reward == 0, "it was passed by")
    #expect(try await log.note(did(.like, "a"), in: "one", for: ada))
    #expect(try await log.all(of: ada).first?.decisions.first?.reward == 1)
    #expect(try await log.learner(of: ada).count == 1)
    #expect(try await log.note(did(.skip, "a", after: 5), in: "one", for: ada))
    #expect(try await log.all(of: ada).first?.decisions.first?.reward == 0)
    for (kind, id) in [(InteractionKind.like, "a"), (.skip, "a"), (.like, "b")] {
      try await log.retract(kind, of: id, for: bob)
      try await log.retract(kind, of: id, for: ada)
    }
    let features = [list("one").decisions[0].candidates[0].features]
    let learner = try await log.learner(of: ada)
    #expect(learner.count == 0)
    #expect(abs(learner.expected(features)[0] - Ranker.newLearner.expected(features)[0]) < 1e-9)
  }

  @Test func `an account keeps its five hundred newest lists, none older than half a year`() async throws {
    let ada = try await temporary.account("ada")
    for number in 0..<RecommendationLog.mostPerAccount + 20 {
      let items = ["item-\(number)", "b"]
      _ = try await log.record(
        list("list-\(number)", items, at: noon.addingTimeInterval(Double(number))), for: ada)
    }
    let kept = try await log.all(of: ada)
    #expect(kept.count == RecommendationLog.mostPerAccount)
    #expect(kept.first?.id == "list-20")
    _ = try await log.record(
      list("late", at: noon.addingTimeInterval(RecommendationLog.memory + 1000)), for: ada)
    #expect(try await log.all(of: ada).map(\.id) == ["late"])
  }

  @Test func `who deletes all moods deletes what was learned from lists for them`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let moods = temporary.store.moods
    for account in [ada, bob] {
      for (name, hours) in [("old", 0.0), ("new", 3)] {
        let id = "\(name) of \(account.name)"
        _ = try await log.record(list(id, at: noon + 3600 * hours), for: account)
        try await log.note(did(.like, "a", after: 3600 * hours), in: id, for: account)
      }
    }
    let both = try await log.learner(of: ada)
    #expect(both.count == 2)
    // Up to a time, as the page asks: what was learned since stays.
    try await moods.delete(of: ada, to: noon + 3600, at: noon + 9 * 3600)
    #expect(try await log.all(of: ada).map(\.id) == ["new of ada"])
    let later = try await log.learner(of: ada)
    #expect(later.count == 1)
    #expect(later != both)
    try await moods.delete(of: ada, at: noon + 9 * 3600)
    #expect(try await log.all(of: ada).isEmpty)
    #expect(try await log.learner(of: ada) == Ranker.newLearner)
    let left = try await temporary.store.texts("SELECT account_id FROM recommendation_learners")
    #expect(left == [bob.id])
    #expect(try await log.learner(of: bob) == both)
  }

  @Test func `who deletes a span deletes what was learned from its lists`() async throws {
    let ada = try await temporary.account("ada")
    for (id, hours) in [("one", 0.0), ("two", 3), ("three", 6)] {
      _ = try await log.record(list(id, at: noon + 3600 * hours), for: ada)
      try await log.note(did(.like, "a", after: 3600 * hours), in: id, for: ada)
    }
    try await temporary.store.moods.delete(
      of: ada, from: noon + 3600, to: noon + 4 * 3600, at: noon + 9 * 3600)
    #expect(try await log.all(of: ada).map(\.id) == ["one", "three"])
    #expect(try await log.learner(of: ada).count == 2)
  }

  @Test func `a list of another version teaches nothing, and ends nothing`() async throws {
    let ada = try await temporary.account("ada")
    let features = Array(repeating: 1.0, count: Ranker.trialFeatures + 1)
    let candidate = Decision.Candidate(itemID: "a", features: features, score: 0.5, propensity: 1)
    let old = LoggedList(
      id: "old", at: noon, goal: .match, target: .origin,
      items: [LoggedList.Entry(itemID: "a", propensity: 1, terms: [:])],
      decisions: [Decision(at: noon, candidates: [candidate], chosen: 0)])
    _ = try await log.record(old, for: ada)
    #expect(try await log.note(did(.like, "a"), in: "old", for: ada))
    #expect(try await log.learner(of: ada).count == 0)
    try await temporary.store.moods.delete(of: ada, at: noon + 60)
    #expect(try await log.learner(of: ada) == Ranker.newLearner)
  }

  @Test func `lists, feedback and what was learned go with the account`() async throws {
    let ada = try await temporary.account("ada")
    _ = try await log.record(list("one"), for: ada)
    try await log.note(did(.like, "a"), in: "one", for: ada)
    try await temporary.store.accounts.delete(name: "ada")
    let left = try await temporary.store.texts(
      """
      SELECT id FROM recommendation_lists UNION ALL SELECT list_id FROM recommendation_feedback
      UNION ALL SELECT account_id FROM recommendation_learners
      """)
    #expect(left == [])
  }
}
