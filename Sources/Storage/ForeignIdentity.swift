import Foundation

/// Somebody as a provider of OpenID Connect knows them: both together name one person for ever (OpenID Connect Core 1.0,
/// section 5.7). Names and addresses of mail do not: they are given to others.
public struct ForeignIdentity: Hashable, Sendable {
  /// The provider: its `iss`.
  public let issuer: String
  /// Whom the provider means: its `sub`, 1 to 255 characters.
  public let subject: String

  package init(issuer: String, subject: String) {
    self.issuer = issuer
    self.subject = subject
  }
}

/// What somebody went to the provider for.
package enum ForeignPurpose: String, Sendable {
  case signIn = "sign_in"
  case link
}

/// What a browser keeps while somebody is at the provider, and what it brings back. Each is 32 random bytes; the database
/// keeps their hashes alone, and what the provider is told follows from the browser's.
package struct ForeignAttempt: Sendable {
  /// Goes to the provider and comes back in the address: `state`.
  package let state: String
  /// Stays in the browser, as a cookie.
  package let keepsake: SessionToken

  package static func random() -> ForeignAttempt {
    ForeignAttempt(state: base64URL(Sodium.randomBytes(32)), keepsake: .random())
  }

  /// - Parameters:
  ///   - state: as it came back.
  ///   - keepsake: as the cookie has it.
  package init(state: String, keepsake: SessionToken) {
    self.state = state
    self.keepsake = keepsake
  }

  /// What the ID token has to repeat.
  package var nonce: String { derived("mien openid nonce") }
  /// What the code is exchanged with: 43 characters (RFC 7636, section 4.1).
  package var verifier: String { derived("mien openid verifier") }

  private func derived(_ purpose: String) -> String {
    base64URL(Sodium.hash(purpose.utf8, key: Array(keepsake.text.utf8)))
  }

  var stateHash: String { fingerprint(of: state.utf8) }
}

extension AccountStore {
  /// The hash of an account that has no password. Nothing is hashed to it, and each is another, so that a proof of one
  /// holds until a password is chosen.
  static func noPassword() -> String { "none:" + randomIdentifier() }

  static func isNoPassword(_ hash: String) -> Bool { hash.hasPrefix("none:") }

  /// Whether somebody chose a password for the account.
  public func hasPassword(_ account: Account) async throws(StorageError) -> Bool {
    try await database.read { database in
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM accounts WHERE id = ? AND password_hash LIKE 'none:%'",
        arguments: [account.id]) == 0
    }
  }

  /// What a session that began a moment ago shows of an account without a password, in the place of one; `nil` where there
  /// is a password, or the session is older.
  ///
  /// - Parameter limit: how old it may be, in seconds.
  public func proof(
    ofSession token: SessionToken, within limit: TimeInterval, at time: Date
  ) async throws(StorageError) -> PasswordProof? {
    let (hash, since) = (token.hash, time.milliseconds - Int64(limit * 1000))
    return try await database.read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT accounts.id, name, role, accounts.created_at, password_hash
          FROM sessions JOIN accounts ON accounts.id = sessions.account_id
          WHERE token_hash = ? AND sessions.created_at >= ? AND password_hash LIKE 'none:%'
          """,
        arguments: [hash, since])
      return try row.map { row in
        PasswordProof(
          account: try Account(row: row), needsCode: false, hasGivenCode: false, hash: row["password_hash"])
      }
    }
  }

  /// A first password of an account that has none. All sessions and access tokens of the account end, and a new session
  /// starts.
  ///
  /// - Parameter agent: what the browser calls itself.
  /// - Returns: the new session's token and the ids of those that ended; `nil` if there is a password by now.
  /// - Throws: ``StorageError/unfitPassword(_:)``.
  package func choosePassword(
    _ proof: PasswordProof, _ new: String, at time: Date, agent: String = ""
  ) async throws(StorageError) -> (token: SessionToken, ended: [String])? {
    let hash = try await hasher.hash(Password(chosen: new, for: AccountName(proof.account.name)))
    let token = SessionToken.random()
    return try await database.write { database in
      let holds = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM accounts WHERE id = ? AND password_hash = ?",
        arguments: [proof.account.id, proof.hash])
      guard holds == 1 else { return nil }
      let ended = try Self.setPassword(of: proof.account.id, to: hash, in: database)
      try SessionStore.insert(token, for: proof.account.id, agent: agent, at: time, into: database)
      return (token, ended)
    }
  }
}
