import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Signing in at a provider of OpenID Connect, by the authorisation code flow with PKCE, and linking an account to
/// somebody there.
///
/// The provider sends the browser back to `/openid`, which is the page; the page hands on what it was given, from our
/// own origin and with a cookie that says that it is the browser which went. Nothing says where to go afterwards, so
/// nobody can be sent elsewhere.
struct OpenIDHandlers: Sendable {
  /// Where the provider sends browsers back to.
  static let path = "/openid"

  let provider: OpenIDProvider?
  let reach: Reach
  let store: Store
  let throttle: Throttle
  let viewers: Viewers
  let passwords: PasswordCheck
  let audit: AuditTrail
  let logger: Logger

  private struct Password: Decodable {
    let password: String
  }

  /// What the provider gave the browser for us, or the code of a second factor.
  private struct Returned: Decodable {
    let state: String
    let code: String?
    /// RFC 9207.
    let iss: String?
    let factor: String?
  }

  func state(_ call: Call) throws -> Response { try .json(["name": provider?.configuration.name]) }

  /// Begins to sign in.
  func begin(_ call: Call) async throws -> Response {
    let provider = try known()
    let session = try await call.token.asyncFlatMap { try await store.sessions.find($0, at: call.now) }
    return try await leave(for: provider, .signIn, account: nil, session: session?.id, call)
  }

  /// Begins to link the caller's account, which needs the password as all that opens an account does.
  func beginLink(_ call: Call) async throws -> Response {
    let provider = try known()
    try await passwords.expect(try call.decode(Password.self).password, call)
    let visitor = try call.signedIn()
    return try await leave(for: provider, .link, account: visitor.account, session: visitor.id, call)
  }

  private func leave(
    for provider: OpenIDProvider, _ purpose: ForeignPurpose, account: Account?, session: String?, _ call: Call
  ) async throws -> Response {
    let attempt = ForeignAttempt.random()
    let address: String
    do {
      address = try await provider.address(
        state: attempt.state, nonce: attempt.nonce, verifier: attempt.verifier,
        redirect: reach.ownAddress(call) + Self.path)
    } catch {
      logger.warning("sign-in at the provider", metadata: ["reason": "\(error.word)"])
      throw WebError.providerUnavailable
    }
    _ = try await store.openID.begin(
      purpose, as: attempt, for: account, session: session, by: fingerprint(of: call.address.utf8),
      at: call.now)
    var response = try Response.json(["location": address], status: .created)
    response.headers[.setCookie] = KeepsakeCookie.header(attempt.keepsake, secure: call.isSecure)
    return response
  }

  /// Signs in with what the provider gave; where the account has a second factor, a second call brings its code.
  func signIn(_ call: Call) async throws -> Response {
    let provider = try known()
    let given = try call.decode(Returned.self)
    guard let keepsake = KeepsakeCookie.token(in: call.request, secure: call.isSecure) else {
      throw WebError.unknownAttempt
    }
    let attempt = ForeignAttempt(state: given.state, keepsake: keepsake)
    if let factor = given.factor { return try await complete(attempt, factor, call) }
    let taken = try await take(attempt, .signIn, call)
    let identity = try await identity(given, attempt, provider, call)
    var made = false
    var proof = try await store.openID.prove(identity.of)
    if proof == nil {
      guard provider.configuration.createsAccounts else {
        await audit.noteFailure(ofName: "", call, detail: "provider: no account")
        throw WebError.notLinked
      }
      proof = try await store.openID.createAccount(for: identity.of, names: identity.names, at: call.now)
      made = true
    }
    guard let proof else { throw WebError.notLinked }
    if made { await audit.note(.accountMade, call, by: proof.account, detail: "provider") }
    guard proof.needsCode else {
      return try await enter(proof, replacing: taken.session, call, detail: "provider", made: made)
    }
    try await store.openID.awaitCode(of: proof, attempt, session: taken.session, at: call.now)
    await audit.note(.codeAsked, call, by: proof.account)
    throw WebError.secondFactor
  }

  /// The provider has said who it is; a guess at the code counts as one at the door.
  private func complete(_ attempt: ForeignAttempt, _ factor: String, _ call: Call) async throws -> Response {
    guard let (proof, session) = try await store.openID.awaited(attempt, at: call.now) else {
      throw WebError.unknownAttempt
    }
    let name = (try? AccountName(proof.account.name).key) ?? proof.account.name
    let keys = ["account \(fingerprint(of: name.utf8))", "address \(call.address)"]
    try await throttle.begin(keys, at: call.now)
    let completed: (proof: PasswordProof, kind: SecondFactorStore.CodeKind)?
    do { completed = try await store.secondFactors.complete(proof, with: factor, at: call.now) } catch {
      await throttle.abandon(keys, at: call.now)
      throw error
    }
    try await throttle.end(keys, succeeded: completed != nil, at: call.now)
    guard let completed else {
      await audit.noteFailure(ofName: proof.account.name, call, detail: "code")
      throw WebError.wrongCode
    }
    try await store.openID.forget(attempt)
    let detail = completed.kind == .recovery ? "provider, recovery code" : "provider, code"
    return try await enter(completed.proof, replacing: session, call, detail: detail, made: false)
  }

  /// Links the caller's account to whom the provider means.
  func link(_ call: Call) async throws -> Response {
    let provider = try known()
    let given = try call.decode(Returned.self)
    let visitor = try call.signedIn()
    guard let keepsake = KeepsakeCookie.token(in: call.request, secure: call.isSecure) else {
      throw WebError.unknownAttempt
    }
    let attempt = ForeignAttempt(state: given.state, keepsake: keepsake)
    let taken = try await take(attempt, .link, call)
    // The session that gave the password, and no other.
    guard taken.account == visitor.account.id, taken.session == visitor.id else {
      await throttle.abandon(Self.keys(call), at: call.now)
      throw WebError.unknownAttempt
    }
    let identity = try await identity(given, attempt, provider, call)
    _ = try await store.openID.link(identity.of, to: visitor.account.id, at: call.now)
    await audit.note(.identityLinked, call)
    var response = try await linkState(call)
    response.headers[.setCookie] = KeepsakeCookie.header(nil, secure: call.isSecure)
    return response
  }

  func linkState(_ call: Call) async throws -> Response {
    struct Body: Encodable {
      let name: String?
      let linkedAt: Date?
      let hasPassword: Bool

      enum CodingKeys: String, CodingKey {
        case name
        case linkedAt = "linked_at"
        case hasPassword = "has_password"
      }
    }
    let account = try call.signedIn().account
    let issuer = provider?.configuration.issuer ?? ""
    return try .json(
      Body(
        name: provider?.configuration.name,
        linkedAt: try await store.openID.linkedAt(account, issuer: issuer),
        hasPassword: try await store.accounts.hasPassword(account)))
  }

  func unlink(_ call: Call) async throws -> Response {
    let provider = try known()
    try await passwords.expect(try call.decode(Password.self).password, call)
    let account = try call.signedIn().account
    if try await store.openID.unlink(account, issuer: provider.configuration.issuer) {
      await audit.note(.identityUnlinked, call)
    }
    return Response(status: .noContent)
  }

  // MARK: - Parts

  private func known() throws(WebError) -> OpenIDProvider {
    guard let provider else { throw .noProvider }
    return provider
  }

  /// What failures of an address at the provider are counted by. Passwords have counts of their own: trouble at the
  /// provider locks nobody out of signing in here.
  private static func keys(_ call: Call) -> [String] { ["provider \(call.address)"] }

  /// What was noted of this browser. Whoever has to wait keeps it.
  private func take(
    _ attempt: ForeignAttempt, _ purpose: ForeignPurpose, _ call: Call
  ) async throws -> OpenIDStore.Taken {
    try await throttle.begin(Self.keys(call), at: call.now)
    do {
      guard let taken = try await store.openID.take(attempt, purpose, at: call.now) else {
        throw WebError.unknownAttempt
      }
      return taken
    } catch {
      await throttle.abandon(Self.keys(call), at: call.now)
      throw error
    }
  }

  /// Whom the provider means. What it does not say rightly counts as a failure of the address.
  private func identity(
    _ given: Returned, _ attempt: ForeignAttempt, _ provider: OpenIDProvider, _ call: Call
  ) async throws -> (of: ForeignIdentity, names: [String]) {
    let keys = Self.keys(call)
    guard let code = given.code, (1...4096).contains(code.utf8.count) else {
      await throttle.abandon(keys, at: call.now)
      throw WebError.malformed("the field “code” is missing")
    }
    do throws(OpenIDError) {
      let issuer = provider.configuration.issuer
      if let named = given.iss, named != issuer { throw .unfitToken(.issuer) }
      let token = try await provider.exchange(
        code, nonce: attempt.nonce, verifier: attempt.verifier,
        redirect: reach.ownAddress(call) + Self.path, now: call.now)
      await throttle.abandon(keys, at: call.now)
      return (ForeignIdentity(issuer: issuer, subject: token.subject), token.names)
    } catch {
      logger.warning("sign-in at the provider", metadata: ["reason": "\(error.word)"])
      if case .unavailable = error {
        await throttle.abandon(keys, at: call.now)
        throw WebError.providerUnavailable
      }
      try await throttle.end(keys, succeeded: false, at: call.now)
      await audit.noteFailure(ofName: "", call, detail: "provider: \(error.word)")
      throw WebError.providerRefused
    }
  }

  /// A new session; the one the browser had before ends.
  private func enter(
    _ proof: PasswordProof, replacing old: String?, _ call: Call, detail: String, made: Bool
  ) async throws -> Response {
    let token = try await store.sessions.start(for: proof, at: call.now, agent: AgentName.of(call.request))
    guard let token else { throw WebError.unknownAttempt }
    await audit.note(.signedIn, call, by: proof.account, detail: detail)
    if let old {
      try await store.sessions.end(id: old)
      await viewers.forget(old)
    }
    var response = try Response.json(Me(proof.account, token), status: made ? .created : .ok)
    response.headers.append(
      HTTPField(name: .setCookie, value: SessionCookie.header(token, secure: call.isSecure)))
    response.headers.append(
      HTTPField(name: .setCookie, value: KeepsakeCookie.header(nil, secure: call.isSecure)))
    return response
  }
}

/// The cookie of a browser that is at the provider. It comes back with what the page itself asks, so it needs no weaker
/// rule than the session's.
enum KeepsakeCookie {
  private static func name(secure: Bool) -> String { secure ? "__Host-mien-openid" : "mien-openid" }

  static func token(in request: Request, secure: Bool) -> SessionToken? {
    SessionCookie.value(of: name(secure: secure), in: request).flatMap(SessionToken.init(cookie:))
  }

  /// A `Set-Cookie` header that keeps it, or forgets it for `nil`.
  static func header(_ keepsake: SessionToken?, secure: Bool) -> String {
    "\(name(secure: secure))=\(keepsake?.text ?? ""); Path=/; HttpOnly; SameSite=Strict; "
      + "Max-Age=\(keepsake == nil ? 0 : Int(OpenIDStore.patience))" + (secure ? "; Secure" : "")
  }
}
