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

  func admit(_ request: Request, context: MienContext, to route: Route) async throws -> Call {
    let time = now()
    // The first Host header is the authority; another one stays among the fields.
    guard let authority = request.head.authority, request.headers[values: .host].isEmpty else {
      throw WebError.malformed("send one Host header")
    }
    guard reach.isOurs(authority: authority) else { throw WebError.foreignHost(own: reach.name) }
    guard !route.changes || reach.isFromOurPage(request) else { throw WebError.foreignOrigin }
    let isSecure = reach.isSecure(request)
    let token = SessionCookie.token(in: request, secure: isSecure)
    var visitor: Call.Visitor?
    if route.caller != .anyone {
      guard let token, let session = try await store.sessions.find(token, at: time) else {
        throw WebError.notSignedIn
      }
      guard route.caller != .administrator || session.account.role == .administrator else {
        throw WebError.notAdministrator
      }
      guard !route.changes || token.accepts(csrfToken: request.headers[.csrfToken] ?? "") else {
        throw WebError.wrongCSRFToken
      }
      visitor = Call.Visitor(token: token, session: session)
    }
    return Call(
      request: request, parameters: context.parameters, body: try await body(of: request, as: route.body),
      token: token, visitor: visitor, address: reach.caller(request, context), isSecure: isSecure, now: time)
  }

  private func body(of request: Request, as kind: Route.Body) async throws -> ByteBuffer {
    switch kind {
    case .none: return ByteBuffer()
    case .json: try expect("application/json", in: request)
    case .jpeg: try expect("image/jpeg", in: request)
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
