import Foundation

/// Where the server listens and how browsers reach it.
public struct WebConfiguration: Sendable {
  /// The address to listen on, without brackets. Only loopback can be reached by this machine alone.
  public let host: String
  /// The port to listen on; 0 takes a free one.
  public let port: Int
  /// How browsers reach the server when not directly: `https://mien.example.org` behind a proxy.
  public let origin: Origin?
  /// Whether `X-Forwarded-Proto`, `X-Forwarded-For` and `Forwarded` are believed of whoever connects, because nobody
  /// but a proxy of ours can. Without one, anybody could send them.
  public let trustsProxy: Bool
  /// From where they are believed as well.
  public let trustedProxies: [AddressRange]
  /// The time zone of a viewer who names none.
  public let timeZone: TimeZone
  /// Whether `/metrics` answers whoever asks from this machine, as a Prometheus beside the server does.
  public let metricsAreOpen: Bool
  /// What the server itself speaks HTTPS with; `nil` for plain HTTP.
  public let certificate: ServerCertificate?
  /// At which provider people may sign in; `nil` for none.
  public let openID: OpenIDConfiguration?

  /// - Throws: ``ServeError/unfitProvider(_:)`` if browsers could not be sent back from it; ``ServeError/unfitOrigin(_:)`` if the origin is not a scheme and a host.
  public init(
    host: String = "127.0.0.1", port: Int = 8080, origin: String? = nil, trustsProxy: Bool = false,
    trustedProxies: [AddressRange] = [], timeZone: TimeZone = .gmt, metricsAreOpen: Bool = false,
    certificate: ServerCertificate? = nil, openID: OpenIDConfiguration? = nil
  ) throws(ServeError) {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    self.host = isBracketed ? String(host.dropFirst().dropLast()) : host
    self.port = port
    self.origin = try origin.map { (text) throws(ServeError) in
      guard let origin = Origin(text) else { throw .unfitOrigin(text) }
      return origin
    }
    self.trustsProxy = trustsProxy
    self.trustedProxies = trustedProxies
    self.timeZone = timeZone
    self.metricsAreOpen = metricsAreOpen
    self.certificate = certificate
    self.openID = openID
    guard openID == nil || self.origin != nil || isLoopback else {
      throw .unfitProvider("name with --origin how browsers reach this server, to be sent back to it")
    }
  }

  /// The host as it stands in addresses: IPv6 in brackets.
  var hostInAddresses: String { host.contains(":") ? "[\(host)]" : host.lowercased() }

  /// Whether an address is a trusted proxy's; `nil` is that of a caller without a network.
  func trusts(_ address: String?) -> Bool {
    trustsProxy || trustedProxies.contains { range in address.map(range.contains) ?? false }
  }

  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// A scheme, a host and a port: what browsers mean by an origin (RFC 6454).
public struct Origin: Hashable, Sendable, CustomStringConvertible {
  let scheme: String
  /// Host and port, the port left out where it is the scheme's own.
  let authority: String

  /// An origin as browsers write it; `nil` for `null`, other schemes and anything with a path.
  public init?(_ text: String) {
    let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, ["http", "https"].contains(parts[0]) else { return nil }
    self.init(scheme: String(parts[0]), authority: String(parts[1]))
  }

  init?(scheme: String, authority: String) {
    guard !authority.isEmpty, !authority.contains(where: { "/?#@ \\".contains($0) }) else { return nil }
    self.scheme = scheme
    let ownPort = scheme == "https" ? ":443" : ":80"
    let authority = authority.lowercased()
    self.authority = authority.hasSuffix(ownPort) ? String(authority.dropLast(ownPort.count)) : authority
  }

  public var description: String { "\(scheme)://\(authority)" }
  /// Without the port: `localhost`, `[::1]`.
  var host: String { hostName(of: authority) }
}

/// The host of a `Host` header, without its port.
func hostName(of authority: String) -> String {
  let authority = authority.lowercased()
  if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
  return String(authority.prefix { $0 != ":" })
}
