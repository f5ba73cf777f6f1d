import Emotions
import Foundation
import Recommendations
import Storage
import Testing

/// One of everything that an account may have, and the ids of it.
struct Belongings: Sendable {
  /// The item that was liked, corrected and reviewed.
  static let item = "walden"
  /// What nobody else is to read.
  static let secret = "nobody else reads this"

  let session: String
  let token: String
  let mood: String
  let entry: String

  /// - Parameter account: with a session.
  @discardableResult
  static func give(to account: Account, in store: Store, at time: Date) async throws -> Belongings {
    try await store.preferences.set(storesMoods: true, consentVersion: "1", for: account, at: time)
    let mood = try await store.moods.add(.sad, place: Emotion.sad.affect, for: account, at: time)
    let entry = try await store.journal.add(secret, label: .sad, confidence: 0.5, for: account, at: time)
    let text = try #require(ReviewText(secret))
    _ = try await store.reviews.put(text, of: item, for: account, at: time)
    try await store.corrections.set(Affect(valence: 0.5, arousal: -0.5), of: item, for: account, at: time)
    try await store.interactions.record(Interaction(itemID: item, kind: .like, at: time), for: account)
    try await store.baselines.set(try Baseline([0, 0, 0, 0, 0.5, -1, 0]), for: account)
    let token = try await store.tokens.create(
      named: "a script", scopes: [.mood], days: 90, for: account, at: time
    ).token
    let session = try #require(try await store.sessions.all(of: account, at: time).first)
    return Belongings(session: session.id, token: token.id, mood: mood.id, entry: entry.id)
  }
}
