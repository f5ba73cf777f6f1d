import Foundation
import Hummingbird
import Storage

/// What a handler gets: a request that was let in, its body read, and who called.
struct Call: Sendable {
  let request: Request
  let parameters: Parameters
  let body: ByteBuffer
  /// The session the caller's cookie claims. Only ``visitor`` was checked.
  let token: SessionToken?
  let visitor: Visitor?
  /// Whom failures are counted for.
  let address: String
  let isSecure: Bool
  let now: Date
  /// When the whole request had arrived, on a clock that does not go back.
  let uptime: Duration

  /// Who is signed in; the gate has seen to it that somebody is, where the table says so.
  func signedIn() throws(WebError) -> Visitor {
    guard let visitor else { throw .notSignedIn }
    return visitor
  }

  /// The session of somebody who signed in in person; routes without a scope let nobody else in.
  func session() throws(WebError) -> SessionToken {
    guard case .session(let token) = visitor?.proof else { throw .notSignedIn }
    return token
  }

  /// A query parameter, decoded; of several the first. A blank one counts as not given.
  ///
  /// - Throws: ``WebError/wrongValue(_:)`` if its bytes are not UTF-8.
  func query(_ name: String) throws(WebError) -> String? {
    let text = try queryText(name)
    return text?.isEmpty == true ? nil : text
  }

  /// The same, where a blank one is told from one that is not there.
  func queryText(_ name: String) throws(WebError) -> String? {
    for pair in (request.uri.query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ").removingPercentEncoding }
      guard parts.count == 2, parts[0] == name else { continue }
      guard let value = parts[1] else {
        throw .wrongValue(
          "\(name) is not UTF-8 in percent encoding; write it as browsers do, as in caf%C3%A9")
      }
      return value.trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  /// A part of the path, decoded.
  func parameter(_ name: String) throws(WebError) -> String {
    guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
      throw .wrongValue("the address has no \(name)")
    }
    return text
  }

  /// The JSON body as a value.
  ///
  /// - Throws: ``WebError/malformed(_:)`` with what to change.
  func decode<Value: Decodable>(_ type: Value.Type) throws(WebError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch let error as WebError {
      throw error
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed("the field “\(key.stringValue)” is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      throw .malformed(Self.place(context) + "has the wrong type")
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      throw .malformed(Self.place(context) + "has a value that is not allowed")
    } catch {
      throw .malformed("the body is not valid JSON")
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty
      ? "the body " : "the field “\(context.codingPath.map(\.stringValue).joined(separator: "."))” "
  }
}

extension Response {
  /// A JSON answer; keys in the order of the alphabet, so that equal values give equal bytes.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(data: try JSONEncoder.api.encode(value))))
  }
}

extension JSONEncoder {
  /// As all our answers are written: keys sorted, times in ISO 8601.
  static var api: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }
}
