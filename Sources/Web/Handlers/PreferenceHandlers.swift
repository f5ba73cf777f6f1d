import Foundation
import Hummingbird
import Storage

/// What the caller chose about their data.
struct PreferenceHandlers: Sendable {
  let preferences: PreferenceStore
  let viewers: Viewers

  private struct Wanted: Decodable {
    let storesMoods: Bool?
    let consentVersion: String?

    enum CodingKeys: String, CodingKey {
      case storesMoods = "store_moods"
      case consentVersion = "consent_version"
    }
  }

  /// `{"store_moods", "consent": {"version", "given_at"}}`; without a consent that is `null`.
  private struct Body: Encodable {
    struct Given: Encodable {
      let version: String
      let givenAt: Date

      enum CodingKeys: String, CodingKey {
        case version
        case givenAt = "given_at"
      }
    }
    let preferences: Preferences

    enum CodingKeys: String, CodingKey {
      case consent
      case storesMoods = "store_moods"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(preferences.storesMoods, forKey: .storesMoods)
      let consent = preferences.consent.map { Given(version: $0.version, givenAt: $0.givenAt) }
      try fields.encode(consent, forKey: .consent)
    }
  }

  func show(_ call: Call) async throws -> Response {
    try .json(Body(preferences: await preferences.find(call.signedIn().account)))
  }

  /// What was shown before storing was turned on or off is not stored.
  func change(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Wanted.self)
    let account = try call.signedIn().account
    let before = try await preferences.find(account)
    let changed = try await preferences.set(
      storesMoods: wanted.storesMoods, consentVersion: wanted.consentVersion, for: account, at: call.now)
    if before.storesMoods != changed.storesMoods { await viewers.beginMoodsAnew(of: account) }
    return try .json(Body(preferences: changed))
  }
}
