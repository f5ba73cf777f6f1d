import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Making accounts, signing in and out.
struct AccountHandlers: Sendable {
  let store: Store
  let throttle: Throttle
  let viewers: Viewers

  private struct Credentials: Decodable {
    let name: String
    let password: String
  }

  private struct Joining: Decodable {
    let invitation: String
    let name: String
    let password: String
  }

  private struct Me: Encodable {
    let name: String
    let role: Role
    let csrfToken: String

    enum CodingKeys: String, CodingKey {
      case name, role
      case csrfToken = "csrf_token"
    }
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
    let token = try await store.sessions.start(for: account, at: call.now)
    return try await signedIn(account, token, call, status: .created)
  }

  func join(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Joining.self)
    let account = try await store.accounts.accept(
      invitation: wanted.invitation, name: wanted.name, password: wanted.password, at: call.now)
    let token = try await store.sessions.start(for: account, at: call.now)
    return try await signedIn(account, token, call, status: .created)
  }

  func signIn(_ call: Call) async throws -> Response {
    let given = try call.decode(Credentials.self)
    let name = (try? AccountName(given.name).key) ?? given.name
    let keys = ["account \(fingerprint(of: name.utf8))", "address \(call.address)"]
    try throttle.begin(keys, at: call.now)
    let proof: PasswordProof?
    do {
      proof = try await store.accounts.prove(name: given.name, password: given.password)
    } catch {
      throttle.abandon(keys)
      throw error
    }
    throttle.end(keys, succeeded: proof != nil, at: call.now)
    guard let proof, let token = try await store.sessions.start(for: proof, at: call.now) else {
      throw WebError.wrongCredentials
    }
    return try await signedIn(proof.account, token, call, status: .ok)
  }

  func signOut(_ call: Call) async throws -> Response {
    try await store.sessions.end(try call.session())
    await viewers.forget(try call.signedIn().id)
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header(nil, secure: call.isSecure)])
  }

  func me(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    return try .json(Me(name: account.name, role: account.role, csrfToken: try call.session().csrfToken))
  }

  func invite(_ call: Call) async throws -> Response {
    let invitation = try await store.invitations.create(by: try call.signedIn().account, at: call.now)
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
    var response = try Response.json(
      Me(name: account.name, role: account.role, csrfToken: token.csrfToken), status: status)
    response.headers[.setCookie] = SessionCookie.header(token, secure: call.isSecure)
    return response
  }
}

extension Optional {
  fileprivate func asyncFlatMap<Value>(_ body: (Wrapped) async throws -> Value?) async throws -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
