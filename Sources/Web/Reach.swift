import Foundation
import HTTPTypes
import Hummingbird

/// How a request reached us: under which name, from which page, from where, and whether encrypted.
package struct Reach: Sendable {
  private let configuration: WebConfiguration
  private let names: Set<String>?

  package init(_ configuration: WebConfiguration) {
    self.configuration = configuration
    let own = [configuration.origin?.host, configuration.isLoopback ? configuration.hostInAddresses : nil]
    let isKnown = configuration.isLoopback || configuration.origin != nil
    names = isKnown ? Set(own.compactMap(\.self) + ["localhost", "127.0.0.1", "[::1]"]) : nil
  }

  /// The name to ask for us by.
  package var name: String { configuration.origin?.authority ?? configuration.hostInAddresses }

  /// Whether the name the browser asked for is ours.
  ///
  /// A server on loopback is asked by names of loopback only, and one with an origin by the origin's as well. Any
  /// other name that leads here was turned round by somebody's name server so that their page may read our
  /// answers (DNS rebinding). On other addresses without an origin the names are not known, and each is taken.
  package func isOurs(authority: String) -> Bool { names?.contains(hostName(of: authority)) ?? true }

  /// Whether the browser and we (or our proxy) speak HTTPS.
  func isSecure(_ request: Request, _ context: MienContext) -> Bool {
    if configuration.certificate != nil { return true }
    if configuration.trusts(context.peer), let scheme = Forwarding(request.headers).scheme {
      return scheme == "https"
    }
    return configuration.origin?.scheme == "https"
  }

  /// How the browser reaches us, to be sent back to: as configured, or as it asked where only our own names pass.
  func ownAddress(_ call: Call) -> String {
    if let origin = configuration.origin { return origin.description }
    return "\(call.isSecure ? "https" : "http")://\(call.request.head.authority ?? name)"
  }

  /// Whether a request that changes something comes from our own page.
  ///
  /// Browsers say where a request comes from, in `Sec-Fetch-Site`, `Origin` or both, and all they say has to
  /// fit. A request that says neither is not from a browser, so nobody's cookies are abused by it.
  func isFromOurPage(_ request: Request, _ context: MienContext) -> Bool {
    if let site = request.headers[.secFetchSite], site != "same-origin" { return false }
    guard let text = request.headers[.origin] else { return true }
    guard let origin = Origin(text) else { return false }
    if origin == configuration.origin { return true }
    let scheme = isSecure(request, context) ? "https" : "http"
    return request.head.authority.flatMap { Origin(scheme: scheme, authority: $0) } == origin
  }

  /// Whether a request was made on this machine, by nobody else's wish: over loopback, and through no proxy.
  func isThisMachine(_ request: Request, _ context: MienContext) -> Bool {
    guard request.headers[.forwardedFor] == nil, request.headers[.forwarded] == nil,
      request.headers[.forwardedProto] == nil, let peer = context.peer
    else { return false }
    return peer == "::1" || networkName(of: peer).hasPrefix("127.")
  }

  /// Who failures are counted for: the address of the browser, of IPv6 the network (the first 64 bits).
  func caller(_ request: Request, _ context: MienContext) -> String {
    var address = context.peer
    if configuration.trusts(address) {
      let isProxy: (String) -> Bool = { other in
        configuration.trustedProxies.contains { $0.contains(other) }
      }
      address = Forwarding(request.headers).caller(unless: isProxy) ?? address
    }
    return address.map(networkName) ?? "unknown"
  }
}

/// An address as failures and connections are counted for: of IPv6 the network (the first 64 bits).
func networkName(of address: String) -> String {
  var bytes = in6_addr()
  guard inet_pton(AF_INET6, address, &bytes) == 1 else { return String(address.prefix(45)) }
  let all = withUnsafeBytes(of: bytes) { Array($0) }
  if all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) {
    return all.suffix(4).map(String.init).joined(separator: ".")
  }
  return all.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
}
