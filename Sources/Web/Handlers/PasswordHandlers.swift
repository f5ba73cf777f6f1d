import Foundation
import Hummingbird
import Storage

/// Another password, by who knows the present one or has a reset.
struct PasswordHandlers: Sendable {
  let accounts: AccountStore
  let viewers: Viewers
  let passwords: PasswordCheck
  let audit: AuditTrail

  private struct Change: Decodable {
    /// Empty for an account that has none yet.
    let current: String
    let new: String
  }

  private struct Reset: Decodable {
    let code: String
    let new: String
  }

  /// This session goes on under another token; all others end, and so do access tokens.
  func change(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Change.self)
    let account = try call.signedIn().account
    let agent = AgentName.of(call.request)
    let fresh = try await passwords.freshProof(call)
    let (token, ended) = try await passwords.attempt(call) {
      if let fresh {
        return try await accounts.choosePassword(fresh, wanted.new, at: call.now, agent: agent)
      }
      return try await accounts.changePassword(
        of: account, from: wanted.current, to: wanted.new, at: call.now, agent: agent)
    }
    for id in ended { await viewers.forget(id) }
    await audit.note(.passwordChanged, call)
    return Response(
      status: .noContent,
      headers: [
        .setCookie: SessionCookie.header(token, secure: call.isSecure), .csrfToken: token.csrfToken,
      ])
  }

  func reset(_ call: Call) async throws -> Response {
    let wanted = try call.decode(Reset.self)
    let (account, ended) = try await accounts.usePasswordReset(
      wanted.code, password: wanted.new, at: call.now)
    for id in ended { await viewers.forget(id) }
    await audit.note(.passwordReset, call, by: account)
    return Response(status: .noContent)
  }
}
