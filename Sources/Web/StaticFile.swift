import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// A file that is answered from memory.
package struct StaticFile: Sendable {
  /// As it is asked for: `/`, `/assets/js/main.js`.
  let path: String
  private let bytes: [UInt8]
  /// The bytes as gzip, where that is worth while: packed once, sent to all who take it.
  private let packed: [UInt8]?
  private let type: String
  /// A strong one: the hash of the bytes.
  private let entityTag: String

  /// - Parameter name: its ending says the type.
  package init(path: String, name: String, bytes: some Collection<UInt8>) {
    self.path = path
    self.bytes = Array(bytes)
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    type = Self.types[ending] ?? "application/octet-stream"
    entityTag = "\"\(fingerprint(of: bytes).prefix(32))\""
    let isText = type.hasPrefix("text/") || type.contains("json") || type.contains("svg")
    let gzip = isText ? Gzip.packed(self.bytes) : nil
    packed = gzip.flatMap { $0.count * 10 < bytes.count * 9 ? $0 : nil }
  }

  package func answer(to request: Request) -> Response {
    let body = packed.flatMap { Self.takesGzip(request.headers) ? $0 : nil }
    // The same file in another coding is another representation, with a tag of its own (RFC 9110, 8.8.3).
    let tag = body == nil ? entityTag : entityTag.dropLast() + "-gzip\""
    var headers: HTTPFields = [.eTag: tag, .cacheControl: "no-cache"]
    if packed != nil { headers[.vary] = "Accept-Encoding" }
    let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if known.contains(where: { $0 == "*" || $0 == tag || $0 == "W/" + tag }) {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = type
    if body != nil { headers[.contentEncoding] = "gzip" }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body ?? bytes)))
  }

  /// Whether gzip is among the codings that are taken, and not with weight 0.
  private static func takesGzip(_ headers: HTTPFields) -> Bool {
    headers[values: .acceptEncoding].flatMap { $0.split(separator: ",") }.contains { coding in
      let parts = coding.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard let name = parts.first, name == "gzip" || name == "x-gzip" else { return false }
      return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
  }

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "json": "application/json",
    "webmanifest": "application/manifest+json", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/vnd.microsoft.icon", "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
  ]
}
