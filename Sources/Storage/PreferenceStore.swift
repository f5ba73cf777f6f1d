import Foundation

/// What somebody agreed to, and when.
public struct Consent: Hashable, Sendable {
  /// Of the text that was shown.
  public let version: String
  public let givenAt: Date

  package init(version: String, givenAt: Date) {
    self.version = version
    self.givenAt = givenAt
  }
}

/// What an account chose about its data. Nothing is stored that was not asked for.
public struct Preferences: Hashable, Sendable {
  /// Since when moods are stored; `nil` while they are not.
  public let moodsSince: Date?
  /// What was agreed to last; `nil` if nothing was. It stays when storing is turned off, with its date.
  public let consent: Consent?

  package init(moodsSince: Date?, consent: Consent?) {
    self.moodsSince = moodsSince
    self.consent = consent
  }

  /// Whether moods are stored.
  public var storesMoods: Bool { moodsSince != nil }
}

/// The preferences of each account. Every question names the account.
public struct PreferenceStore: Sendable {
  let database: StoreDatabase

  /// The account's preferences; without any nothing is stored.
  public func find(_ account: Account) async throws(StorageError) -> Preferences {
    try await database.read { try Self.find(account.id, in: $0) }
  }

  /// Changes what is not `nil`. Turning the storing of moods off holds from the moment this returns.
  ///
  /// - Parameters:
  ///   - storesMoods: whether moods are stored from now on.
  ///   - consentVersion: of the text that is agreed to now; 1 to 64 characters.
  /// - Throws: ``StorageError/consentMissing`` if moods are to be stored and nothing was ever agreed to;
  ///   ``StorageError/unfitConsent``.
  @discardableResult public func set(
    storesMoods: Bool? = nil, consentVersion: String? = nil, for account: Account, at time: Date
  ) async throws(StorageError) -> Preferences {
    let version = consentVersion?.trimmingCharacters(in: .whitespacesAndNewlines)
    if let version, !(1...64).contains(version.unicodeScalars.count) || version.contains(where: \.isNewline) {
      throw .unfitConsent
    }
    let now = Date(milliseconds: time.milliseconds)
    return try await database.write { database in
      let known = try Self.find(account.id, in: database)
      let consent = version.map { Consent(version: $0, givenAt: now) } ?? known.consent
      let since =
        switch storesMoods {
        case true?: known.moodsSince ?? now
        case false?: Date?.none
        case nil: known.moodsSince
        }
      guard storesMoods != true || consent != nil else { throw StorageError.consentMissing }
      try database.execute(
        sql: """
          INSERT INTO preferences (account_id, moods_since, consent_version, consent_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (account_id) DO UPDATE SET moods_since = excluded.moods_since,
            consent_version = excluded.consent_version, consent_at = excluded.consent_at
          """,
        arguments: [
          account.id, since?.milliseconds, consent?.version, consent?.givenAt.milliseconds,
        ])
      return Preferences(moodsSince: since, consent: consent)
    }
  }

  static func find(_ account: String, in database: Database) throws -> Preferences {
    let row = try Row.fetchOne(
      database, sql: "SELECT moods_since, consent_version, consent_at FROM preferences WHERE account_id = ?",
      arguments: [account])
    guard let row else { return Preferences(moodsSince: nil, consent: nil) }
    var consent: Consent?
    if let version = row["consent_version"] as String?, let given = row["consent_at"] as Int64? {
      consent = Consent(version: version, givenAt: Date(milliseconds: given))
    }
    return Preferences(
      moodsSince: (row["moods_since"] as Int64?).map(Date.init(milliseconds:)), consent: consent)
  }
}
