import Foundation
import HTTPTypes
import Hummingbird

/// How a request reached us: under which name, from which page, from where, and whether encrypted.
struct Reach: Sendable {
  private let configuration: WebConfiguration
  private let names: Set<String>?

  init(_ configuration: WebConfiguration) {
    self.configuration = configuration
    names =
      configuration.isLoopback
      ? Set(
        ["localhost", "127.0.0.1", "[::1]", hostName(of: configuration.host), configuration.origin?.host]
          .compactMap(\.self))
      : nil
  }

  /// Whether the name the browser asked for is ours.
  ///
  /// A server on loopback is asked by names of loopback only. Any other name that leads here was turned round
  /// by somebody's name server so that their page may read our answers (DNS rebinding). On other addresses
  /// the names are not known, and each is taken.
  func isOurs(authority: String?) -> Bool {
    guard let names else { return true }
    return authority.map { names.contains(hostName(of: $0)) } ?? false
  }

  /// Whether the browser and we (or our proxy) speak HTTPS.
  func isSecure(_ request: Request) -> Bool {
    if configuration.trustsProxy, let proto = request.headers[.forwardedProto] {
      return proto.lowercased() == "https"
    }
    return configuration.origin?.scheme == "https"
  }

  /// Whether a request that changes something comes from our own page.
  ///
  /// Browsers say where a request comes from, in `Sec-Fetch-Site`, `Origin` or both, and all they say has to
  /// fit. A request that says neither is not from a browser, so nobody's cookies are abused by it.
  func isFromOurPage(_ request: Request) -> Bool {
    if let site = request.headers[.secFetchSite], site != "same-origin" { return false }
    guard let text = request.headers[.origin] else { return true }
    guard let origin = Origin(text) else { return false }
    if origin == configuration.origin { return true }
    let scheme = isSecure(request) ? "https" : "http"
    return request.head.authority.flatMap { Origin(scheme: scheme, authority: $0) } == origin
  }

  /// Who failures are counted for: the address of the browser, of IPv6 the network (the first 64 bits).
  func caller(_ request: Request, _ context: MienContext) -> String {
    var address = context.peer
    if configuration.trustsProxy, let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last {
      address = forwarded.trimmingCharacters(in: .whitespaces)
    }
    guard let address else { return "unknown" }
    var bytes = in6_addr()
    guard inet_pton(AF_INET6, address, &bytes) == 1 else { return String(address.prefix(45)) }
    let all = withUnsafeBytes(of: bytes) { Array($0) }
    if all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) {
      return all.suffix(4).map(String.init).joined(separator: ".")
    }
    return all.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
  }
}
