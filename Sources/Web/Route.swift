import Hummingbird
import Storage

/// One line of the table of routes: what is asked for, who may ask, what may be sent along, and who answers.
package struct Route: Sendable {
  /// Who may call a route.
  package enum Caller: Sendable {
    case anyone, signedIn, administrator
    /// Anyone who asks from this machine, and not through a proxy; from elsewhere an administrator.
    case thisMachine
  }

  /// What may be sent along.
  package enum Body: Sendable, Hashable {
    /// It is not read.
    case none
    case json
    case jpeg
    /// Whatever it calls itself.
    case file

    /// Bytes.
    package var limit: Int {
      switch self {
      case .none: 0
      case .json: 64 << 10
      case .jpeg: 2 << 20
      case .file: 32 << 20
      }
    }
  }

  package let method: HTTPRequest.Method
  /// In Hummingbird's notation: `/api/v1/feedback/:item`.
  package let path: String
  package let caller: Caller
  /// What an access token needs to call the route; `nil` where none may.
  package let scope: Scope?
  package let body: Body
  let handle: @Sendable (Call) async throws -> Response

  init(
    _ method: HTTPRequest.Method, _ path: String, by caller: Caller, scope: Scope? = nil,
    body: Body = .none,
    _ handle: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.caller = caller
    self.scope = scope
    self.body = body
    self.handle = handle
  }

  /// Whether the route changes something, so that a page has to show it is ours.
  package var changes: Bool { method != .get && method != .head }

  static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
}
