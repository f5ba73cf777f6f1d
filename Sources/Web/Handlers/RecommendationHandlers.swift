import Emotions
import Foundation
import Hummingbird
import Recommendations
import Storage

/// Lists for a mood, a time and a viewer.
struct RecommendationHandlers: Sendable {
  let ranker: LiveRanker
  let interactions: InteractionStore
  let log: RecommendationLog
  let corrections: CorrectionStore
  let preferences: PreferenceStore
  let timeZone: TimeZone

  func recommend(_ call: Call) async throws -> Response {
    var request = try RecommendationRequest(
      emotion: call.query("emotion"), confidence: call.query("confidence"),
      probabilities: call.query("probabilities"), words: call.query("words"), wordsAt: call.query("words_at"),
      hand: call.query("hand"), at: call.query("at"), timeZone: call.query("time_zone"),
      kinds: call.query("kinds"), limit: call.query("limit"), defaultLimit: 12, goal: call.query("goal"),
      minutes: call.query("minutes"), clock: call.query("clock"), quietHours: call.query("quiet_hours"),
      now: call.now, localZone: timeZone)
    let account = try call.signedIn().account
    let known = try await interactions.all(of: account)
    request.options.rotation = RandomStream.seed(of: account.id)
    let corrected = try await corrections.all(of: account)
    let served = ServedList(
      request, from: try await ranker.current(at: call.now).with(corrections: corrected),
      interactions: known, trying: try await log.learner(of: account), seed: request.seed(of: account.id))
    // A list tells of the mood it was for, so it is kept for those alone who agreed to have their moods kept.
    var id: String?
    if try await preferences.find(account).storesMoods {
      id = try await log.record(
        LoggedList(id: UUID().uuidString.lowercased(), served, at: call.now), for: account)
    }
    return try .json(
      Body(served.list, mood: request.moment.fused, id: id, verdicts: verdicts(known), corrections: corrected)
    )
  }

  private struct Body: Encodable {
    let id: String?
    let at: String
    let summary: String
    let tendency: Tendency
    let mood: FusedMood?
    let goal: Goal
    let evidence: [Evidence]
    let items: [Entry]

    enum CodingKeys: String, CodingKey {
      case id = "list_id"
      case at, summary, tendency, mood, goal, evidence, items
    }

    init(
      _ list: RecommendationList, mood: FusedMood?, id: String?, verdicts: [String: InteractionKind],
      corrections: [String: Affect]
    ) {
      self.id = id
      at = list.at
      summary = list.summary
      tendency = list.tendency
      self.mood = mood
      goal = list.goal
      evidence = list.evidence
      items = list.items.map { entry in
        Entry(
          recommendation: entry,
          item: ShownItem(entry.item, corrected: corrections[entry.item.id]),
          interaction: verdicts[entry.item.id])
      }
    }
  }

  /// `{"item", "score", "reasons", "propensity", "interaction"}`; the interaction is `null` if there is none.
  private struct Entry: Encodable {
    let recommendation: Recommendation
    let item: ShownItem
    let interaction: InteractionKind?

    enum CodingKeys: String, CodingKey {
      case item, score, reasons, propensity, interaction
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(item, forKey: .item)
      try fields.encode(recommendation.score, forKey: .score)
      try fields.encode(recommendation.reasons, forKey: .reasons)
      try fields.encode(recommendation.propensity, forKey: .propensity)
      try fields.encode(interaction, forKey: .interaction)
    }
  }
}

/// What each item was last judged, by its id: of likes, skips and hides the newest.
private func verdicts(_ interactions: [Interaction]) -> [String: InteractionKind] {
  Dictionary(
    interactions.sorted { $0.at < $1.at }.filter { $0.kind.isVerdict }.map { ($0.itemID, $0.kind) },
    uniquingKeysWith: { _, newer in newer })
}
