import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Making accounts, signing in and out.
struct AccountHandlers: Sendable {
  let store: Store
  let throttle: Throttle
  let viewers: Viewers
  let audit: AuditTrail

  private struct Credentials: Decodable {
    let name: String
    let password: String
    /// Of the second factor: the app's, or one for recovery.
    let code: String?
  }

  private struct Joining: Decodable {
    let invitation: String
    let name: String
    let password: String
  }

  /// Whether the first account is still to be made, and whether this browser is signed in. It is no secret,
  /// and saves the page a refused request.
  func state(_ call: Call) async throws -> Response {
    let needsSetup = try await store.accounts.isEmpty()
    let session = try await call.token.asyncFlatMap { try await store.sessions.find($0, at: call.now) }
    return try .json(["needs_setup": needsSetup, "signed_in": session != nil])
  }

  func setUp(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Credentials.self)
    let account = try await store.accounts.createFirst(
      name: wanted.name, password: wanted.password, at: call.now)
    return try await enter(account, call, detail: "set-up")
  }

  func join(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Joining.self)
    let account = try await store.accounts.accept(
      invitation: wanted.invitation, name: wanted.name, password: wanted.password, at: call.now)
    return try await enter(account, call, detail: "invitation")
  }

  private func enter(_ account: Account, _ call: Call, detail: String) async throws -> Response {
    await audit.note(.accountMade, call, by: account, detail: detail)
    let token = try await store.sessions.start(
      for: account, at: call.now, agent: AgentName.of(call.request))
    return try await signedIn(account, token, call, status: .created)
  }

  func signIn(_ call: Call) async throws -> Response {
    let given = try call.decode(Credentials.self)
    let name = (try? AccountName(given.name).key) ?? given.name
    let keys = ["account \(fingerprint(of: name.utf8))", "address \(call.address)"]
    try await throttle.begin(keys, at: call.now)
    let attempt: Attempt
    do {
      attempt = try await self.attempt(given, call)
    } catch {
      await throttle.abandon(keys, at: call.now)
      throw error
    }
    switch attempt {
    case .failed(let error, let detail):
      try await throttle.end(keys, succeeded: false, at: call.now)
      await audit.noteFailure(ofName: given.name, call, detail: detail)
      throw error
    case .needsCode(let account):
      // Neither a guess nor a success, which would forgive the guesses at the code.
      await throttle.abandon(keys, at: call.now)
      await audit.note(.codeAsked, call, by: account)
      throw WebError.secondFactor
    case .succeeded(let proof, let detail):
      try await throttle.end(keys, succeeded: true, at: call.now)
      let token = try await store.sessions.start(for: proof, at: call.now, agent: AgentName.of(call.request))
      guard let token else { throw WebError.wrongCredentials }
      await audit.note(.signedIn, call, by: proof.account, detail: detail)
      return try await signedIn(proof.account, token, call, status: .ok)
    }
  }

  /// What became of an attempt to sign in.
  private enum Attempt {
    case failed(WebError, detail: String)
    case needsCode(Account)
    case succeeded(PasswordProof, detail: String?)
  }

  /// Whoever does not know the password learns nothing of accounts and second factors, in words or in time.
  private func attempt(_ given: Credentials, _ call: Call) async throws -> Attempt {
    guard let proof = try await store.accounts.prove(name: given.name, password: given.password) else {
      return .failed(.wrongCredentials, detail: "password")
    }
    guard proof.needsCode else { return .succeeded(proof, detail: nil) }
    guard let code = given.code, !code.isEmpty else { return .needsCode(proof.account) }
    let completed = try await store.secondFactors.complete(proof, with: code, at: call.now)
    guard let completed else { return .failed(.wrongCode, detail: "code") }
    return .succeeded(completed.proof, detail: completed.kind == .recovery ? "recovery code" : "code")
  }

  func signOut(_ call: Call) async throws -> Response {
    try await store.sessions.end(try call.session())
    await viewers.forget(try call.signedIn().id)
    await audit.note(.signedOut, call)
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header(nil, secure: call.isSecure)])
  }

  func me(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    return try .json(Me(account, try call.session()))
  }

  func invite(_ call: Call) async throws -> Response {
    let invitation = try await store.invitations.create(by: try call.signedIn().account, at: call.now)
    await audit.note(.invitationMade, call)
    struct Body: Encodable {
      let code: String
      let expiresAt: Date

      enum CodingKeys: String, CodingKey {
        case code
        case expiresAt = "expires_at"
      }
    }
    return try .json(Body(code: invitation.code, expiresAt: invitation.expiresAt), status: .created)
  }

  /// A new session each time; the one the browser had before ends.
  private func signedIn(
    _ account: Account, _ token: SessionToken, _ call: Call, status: HTTPResponse.Status
  ) async throws -> Response {
    if let old = call.token {
      let session = try await store.sessions.find(old, at: call.now)
      try await store.sessions.end(old)
      if let session { await viewers.forget(session.id) }
    }
    var response = try Response.json(Me(account, token), status: status)
    response.headers[.setCookie] = SessionCookie.header(token, secure: call.isSecure)
    return response
  }
}

/// Who is signed in, as the page is told.
struct Me: Encodable {
  private let name: String
  private let role: Role
  private let csrfToken: String

  init(_ account: Account, _ token: SessionToken) {
    (name, role, csrfToken) = (account.name, account.role, token.csrfToken)
  }

  private enum CodingKeys: String, CodingKey {
    case name, role
    case csrfToken = "csrf_token"
  }
}

extension Optional {
  func asyncFlatMap<Value>(_ body: (Wrapped) async throws -> Value?) async throws -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
