import Foundation
import HTTPTypes
import Hummingbird
import Images
import Storage

/// Lets a request in as the table of routes says, or throws. Nothing of the body is read before all else is
/// in order.
struct Gate: Sendable {
  let reach: Reach
  let store: Store
  let now: @Sendable () -> Date
  let uptime: @Sendable () -> Duration

  func admit(_ request: Request, context: MienContext, to route: Route) async throws -> Call {
    let time = now()
    // The first Host header is the authority; another one stays among the fields.
    guard let authority = request.head.authority, request.headers[values: .host].isEmpty else {
      throw WebError.malformed("send one Host header")
    }
    guard reach.isOurs(authority: authority) else { throw WebError.foreignHost(own: reach.name) }
    guard !route.changes || reach.isFromOurPage(request, context) else { throw WebError.foreignOrigin }
    let isSecure = reach.isSecure(request, context)
    let token = SessionCookie.token(in: request, secure: isSecure)
    let visitor: Visitor? =
      if route.caller == .anyone || route.caller == .thisMachine && reach.isThisMachine(request, context) {
        nil
      } else if let secret = Self.bearer(of: request) {
        try await script(secret, to: route, at: time)
      } else {
        try await person(token, request, to: route, at: time)
      }
    let body = try await body(of: request, as: route.body)
    return Call(
      request: request, parameters: context.parameters, body: body, token: token, visitor: visitor,
      address: reach.caller(request, context), isSecure: isSecure, now: time, uptime: uptime())
  }

  private func person(
    _ token: SessionToken?, _ request: Request, to route: Route, at time: Date
  ) async throws -> Visitor {
    guard let token, let session = try await store.sessions.find(token, at: time) else {
      throw WebError.notSignedIn
    }
    guard route.caller == .signedIn || session.account.role == .administrator else {
      throw WebError.notAdministrator
    }
    guard !route.changes || token.accepts(csrfToken: request.headers[.csrfToken] ?? "") else {
      throw WebError.wrongCSRFToken
    }
    return Visitor(session, token)
  }

  /// Somebody's script. No page can make a browser send an access token, so it needs no CSRF token.
  private func script(_ text: String, to route: Route, at time: Date) async throws -> Visitor {
    guard let secret = AccessTokenSecret(text),
      let (token, account) = try await store.tokens.find(secret, at: time)
    else { throw WebError.wrongAccessToken }
    guard let scope = route.scope, token.scopes.contains(scope) else {
      throw WebError.missingScope(route.scope?.rawValue)
    }
    guard route.caller == .signedIn || account.role == .administrator else {
      throw WebError.notAdministrator
    }
    return Visitor(token, of: account, secret)
  }

  /// What stands behind `Bearer` (RFC 6750). Another scheme is a proxy's matter and not ours.
  private static func bearer(of request: Request) -> String? {
    let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
    guard parts.first?.lowercased() == "bearer" else { return nil }
    return parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
  }

  private func body(of request: Request, as kind: Route.Body) async throws -> ByteBuffer {
    switch kind {
    case .none: return ByteBuffer()
    case .json: try expect("application/json", in: request)
    case .jpeg: try expect("image/jpeg", in: request)
    case .file: break
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > kind.limit {
      throw WebError.tooLarge(limit: kind.limit)
    }
    do {
      let body = try await request.body.collect(upTo: kind.limit)
      // What is no picture at all the decoder refuses; another format it would read.
      let format = ImageFormat(signatureOf: body.readableBytesView)
      if kind == .jpeg, let format, format != .jpeg { throw WebError.wrongType(expected: "image/jpeg") }
      return body
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw WebError.tooLarge(limit: kind.limit)
    }
  }

  private func expect(_ type: String, in request: Request) throws(WebError) {
    let given = request.headers[.contentType] ?? ""
    let essence = given.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    guard essence == type else { throw .wrongType(expected: type) }
  }
}
