import Storage

/// Asks somebody who is signed in for the password again, and slows down guessing as at signing in.
struct PasswordCheck: Sendable {
  let accounts: AccountStore
  let throttle: Throttle
  let audit: AuditTrail

  /// So long a session that has just begun stands in for the password of an account that has none, in seconds.
  static let fresh = 600.0

  /// - Throws: ``WebError/wrongPassword``; ``WebError/signInAgain``; ``WebError/throttled(seconds:)``.
  func expect(_ password: String, _ call: Call) async throws {
    guard try await freshProof(call) == nil else { return }
    let account = try call.signedIn().account
    try await attempt(call) { try await accounts.isPassword(password, of: account) ? true : nil }
  }

  /// The same, with what deleting the account asks for.
  func proof(_ password: String, _ call: Call) async throws -> PasswordProof {
    if let proof = try await freshProof(call) { return proof }
    let account = try call.signedIn().account
    return try await attempt(call) {
      try await accounts.prove(name: account.name, password: password).flatMap {
        $0.account.id == account.id ? $0 : nil
      }
    }
  }

  /// What stands in for the password of an account that has none; `nil` if it has one.
  ///
  /// - Throws: ``WebError/signInAgain`` if the session did not begin just now.
  func freshProof(_ call: Call) async throws -> PasswordProof? {
    guard try await !accounts.hasPassword(try call.signedIn().account) else { return nil }
    let proof = try await accounts.proof(ofSession: try call.session(), within: Self.fresh, at: call.now)
    guard let proof else { throw WebError.signInAgain }
    return proof
  }

  /// The value of an attempt that needs the password, which gives `nil` if it is wrong.
  @discardableResult
  func attempt<Value: Sendable>(
    _ call: Call, _ body: () async throws -> Value?
  ) async throws -> Value {
    // Not the key of signing in: whoever guesses at the door should not lock out who is in already.
    let keys = ["password \(try call.signedIn().account.id)", "address \(call.address)"]
    try await throttle.begin(keys, at: call.now)
    let value: Value?
    do { value = try await body() } catch {
      await throttle.abandon(keys, at: call.now)
      throw error
    }
    try await throttle.end(keys, succeeded: value != nil, at: call.now)
    guard let value else {
      await audit.note(.passwordRefused, call)
      throw WebError.wrongPassword
    }
    return value
  }
}
