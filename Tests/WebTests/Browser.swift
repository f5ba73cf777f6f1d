import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

/// Keeps a cookie and a CSRF token, and sends them as the page does.
struct Browser: Sendable {
  private let client: any TestClientProtocol
  /// As in a `Cookie` header.
  var cookie: String?
  var csrfToken: String?
  /// An access token, sent in place of the cookie.
  var bearer: String?
  /// What each request says of its origin.
  var origin: String? = "http://localhost"

  init(_ client: any TestClientProtocol) { self.client = client }

  /// The same browser signed in with a session made elsewhere.
  func with(_ token: SessionToken) -> Browser {
    var other = self
    other.cookie = "mien=\(token.text)"
    other.csrfToken = token.csrfToken
    return other
  }

  /// Nobody but for an access token.
  func with(bearer: String) -> Browser {
    var other = self
    other.cookie = nil
    other.csrfToken = nil
    other.bearer = bearer
    return other
  }

  func get(_ uri: String, headers: [String: String] = [:]) async throws -> Answer {
    try await send(.get, uri, headers: headers)
  }

  func post(_ uri: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
    try await send(
      .post, uri, headers: headers.merging(["Content-Type": "application/json"]) { given, _ in given },
      body: ByteBuffer(string: json))
  }

  func post(frame: [UInt8], type: String = "image/jpeg") async throws -> Answer {
    try await send(
      .post, "/api/v1/frames", headers: ["Content-Type": type], body: ByteBuffer(bytes: frame))
  }

  func put(_ uri: String, _ json: String) async throws -> Answer {
    try await send(
      .put, uri, headers: ["Content-Type": "application/json"], body: ByteBuffer(string: json))
  }

  func delete(_ uri: String) async throws -> Answer { try await send(.delete, uri) }

  func send(
    _ method: HTTPRequest.Method, _ uri: String, headers: [String: String] = [:], body: ByteBuffer? = nil
  ) async throws -> Answer {
    var fields = HTTPFields()
    if let cookie { fields[.cookie] = cookie }
    if let bearer { fields[.authorization] = "Bearer \(bearer)" }
    if method != .get, method != .head {
      if let origin { fields[.origin] = origin }
      if let csrfToken { fields[try name("X-CSRF-Token")] = csrfToken }
    }
    for (key, value) in headers { fields[try name(key)] = value }
    return Answer(try await client.execute(uri: uri, method: method, headers: fields, body: body))
  }

  /// Signs in, or makes an account, and keeps what it is given.
  @discardableResult
  mutating func enter(_ uri: String, _ json: String) async throws -> Answer {
    let answer = try await post(uri, json)
    if let set = answer.header("Set-Cookie") { cookie = String(set.prefix { $0 != ";" }) }
    csrfToken = answer["csrf_token"] as? String ?? csrfToken
    return answer
  }

  private func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }
}

/// An answer and its JSON.
struct Answer: Sendable {
  let status: Int
  let text: String
  let bytes: [UInt8]
  private let headers: HTTPFields

  init(_ response: TestResponse) {
    status = response.status.code
    text = String(buffer: response.body)
    bytes = Array(response.body.readableBytesView)
    headers = response.headers
  }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// The value at a path of keys, `nil` if there is none; a JSON `null` is an `NSNull`.
  subscript(path: String...) -> Any? {
    path.reduce(try? JSONSerialization.jsonObject(with: Data(bytes))) { ($0 as? [String: Any])?[$1] }
  }

  /// The code of an error.
  var code: String? { self["error", "code"] as? String }
  var message: String? { self["error", "message"] as? String }

  /// The objects of a list.
  func list(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }
}
