import Foundation
import HTTPTypes
import Hummingbird

/// What trusted proxies say of a request: in `X-Forwarded-For` and `X-Forwarded-Proto`, or in `Forwarded` (RFC 7239).
///
/// A proxy that writes one kind may hand on the other as the browser sent it. Where both are there and differ, neither
/// is believed.
package struct Forwarding: Sendable {
  /// The addresses the request passed, the browser's first; `nil` if nothing is said or believed.
  package let addresses: [String]?
  /// What the browser spoke; `nil` if nothing is said or believed.
  package let scheme: String?

  package init(_ headers: HTTPFields) {
    let old = Self.list(headers[values: .forwardedFor]).map(Self.address)
    let hops = Self.list(headers[values: .forwarded]).map(Self.fields)
    let new = hops.compactMap { $0["for"] }.map(Self.address)
    addresses = Self.agreed(old.isEmpty ? nil : old, new.isEmpty ? nil : new)
    let schemes = hops.compactMap { $0["proto"] }
    scheme = Self.agreed(headers[.forwardedProto]?.lowercased(), schemes.last?.lowercased())
  }

  /// The last address that is not a trusted proxy's own; what stands before it anybody may have written.
  func caller(unless isTrusted: (String) -> Bool) -> String? {
    addresses?.last { !isTrusted($0) } ?? addresses?.first
  }

  private static func agreed<Value: Equatable>(_ old: Value?, _ new: Value?) -> Value? {
    guard let old, let new else { return old ?? new }
    return old == new ? old : nil
  }

  private static func list(_ lines: [String]) -> [String] {
    lines.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// `for=192.0.2.60;proto=https` as names, in small letters, with their values.
  private static func fields(of hop: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in hop.split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[parts[0].trimmingCharacters(in: .whitespaces).lowercased()] =
        parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
    return fields
  }

  /// Without brackets and port: `[2001:db8::1]:4711` and `192.0.2.1:80`.
  private static func address(_ text: String) -> String {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return String(text[text.index(after: text.startIndex)..<end])
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : text
  }
}
