import Storage

/// Asks somebody who is signed in for the password again, and slows down guessing as at signing in.
struct PasswordCheck: Sendable {
  let accounts: AccountStore
  let throttle: Throttle
  let audit: AuditTrail

  /// - Throws: ``WebError/wrongPassword``; ``WebError/throttled(seconds:)``.
  func expect(_ password: String, _ call: Call) async throws {
    let account = try call.signedIn().account
    try await attempt(call) { try await accounts.isPassword(password, of: account) ? true : nil }
  }

  /// The value of an attempt that needs the password, which gives `nil` if it is wrong.
  @discardableResult
  func attempt<Value: Sendable>(
    _ call: Call, _ body: () async throws -> Value?
  ) async throws -> Value {
    // Not the key of signing in: whoever guesses at the door should not lock out who is in already.
    let keys = ["password \(try call.signedIn().account.id)", "address \(call.address)"]
    try throttle.begin(keys, at: call.now)
    let value: Value?
    do { value = try await body() } catch {
      throttle.abandon(keys)
      throw error
    }
    throttle.end(keys, succeeded: value != nil, at: call.now)
    guard let value else {
      await audit.note(.passwordRefused, call)
      throw WebError.wrongPassword
    }
    return value
  }
}
