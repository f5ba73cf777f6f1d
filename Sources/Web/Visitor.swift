import Foundation
import Storage

/// Somebody who is signed in: in a browser, or by the access token of a script.
package struct Visitor: Sendable {
  /// What shows who it is.
  enum Proof: Sendable {
    case session(SessionToken)
    case accessToken(AccessTokenSecret)
  }

  /// Names the session or the access token. The frames of one are one viewer's.
  package let id: String
  package let account: Account
  let proof: Proof

  package init(_ session: Session, _ token: SessionToken) {
    id = session.id
    account = session.account
    proof = .session(token)
  }

  init(_ token: AccessToken, of account: Account, _ secret: AccessTokenSecret) {
    id = token.id
    self.account = account
    proof = .accessToken(secret)
  }

  /// Whether the session, or the access token, still is one.
  func isSignedIn(_ store: Store, at time: Date) async throws -> Bool {
    switch proof {
    case .session(let token): try await store.sessions.holds(token, at: time)
    case .accessToken(let secret): try await store.tokens.holds(secret, at: time)
    }
  }
}
