import Foundation

/// Where a request goes: an address that was looked up once, checked, and is then kept to. A name that leads elsewhere
/// a moment later (DNS rebinding) leads nobody there.
struct Destination: Sendable {
  /// The address with its host in small letters, as the client reads it.
  let url: String
  let host: String
  /// What the host's name led to, each checked.
  let addresses: [IPAddress]

  /// - Parameters:
  ///   - policy: who may be asked.
  ///   - resolve: what a name leads to.
  init(
    _ address: String, allowing policy: Fetcher.Policy, resolve: Fetcher.Resolver
  ) async throws(FetchError) {
    guard var parts = URLComponents(string: address), ["http", "https"].contains(parts.scheme?.lowercased()),
      parts.user == nil, parts.password == nil, let given = parts.encodedHost?.lowercased(), !given.isEmpty,
      Self.isPlain(given)
    else { throw .unfitAddress }
    parts.scheme = parts.scheme?.lowercased()
    parts.encodedHost = given
    parts.fragment = nil
    guard let url = parts.string else { throw .unfitAddress }
    let name = given.hasPrefix("[") ? String(given.dropFirst().dropLast()) : given
    let found = try await resolve(name)
    guard !found.isEmpty else { throw .noSuchHost }
    // All of them: who could choose which one is taken could choose the one that is not checked.
    if found.contains(where: { $0.reach == .nobody }) { throw .forbidden(host: name) }
    if policy == .everybodysAlone, found.contains(where: { $0.reach == .ours }) { throw .ours(host: name) }
    (self.url, host, addresses) = (url, name, found)
  }

  /// What every reader of addresses reads alike: letters, digits, and what stands between them.
  private static func isPlain(_ host: String) -> Bool {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let inner = isBracketed ? host.dropFirst().dropLast() : host[...]
    return !inner.isEmpty
      && inner.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
          || (isBracketed ? ":." : "-._").unicodeScalars.contains(scalar)
      }
  }

  /// What the system knows of a name, or of an address in whatever form: `0x7f.1` and `2130706433` are 127.0.0.1.
  @Sendable static func resolve(_ name: String) async throws(FetchError) -> [IPAddress] {
    if let address = IPAddress(name) { return [address] }
    let found = await withCheckedContinuation { continuation in
      // The system's resolver waits for the network.
      DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: lookUp(name)) }
    }
    guard let found else { throw .notReached }
    return found
  }

  /// Nothing if there is no such name; `nil` if nobody who knows names answered.
  private static func lookUp(_ name: String) -> [IPAddress]? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, nil, &hints, &first)
    guard status == 0 else { return status == EAI_AGAIN ? nil : [] }
    defer { freeaddrinfo(first) }
    var found: [IPAddress] = []
    var next = first
    while let entry = next?.pointee {
      if let address = address(entry), !found.contains(address) { found.append(address) }
      next = entry.ai_next
    }
    return found
  }

  private static func address(_ entry: addrinfo) -> IPAddress? {
    switch entry.ai_family {
    case AF_INET:
      entry.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        IPAddress(four: withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) })
      }
    case AF_INET6:
      entry.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        IPAddress(six: withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) })
      }
    default: nil
    }
  }
}
