import Foundation

/// An address of a machine: IPv4, or IPv6.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// Who can be at an address.
  public enum Reach: Hashable, Sendable {
    /// Anybody's machine on the internet.
    case everybody
    /// This machine, or one of the same house or company: loopback, RFC 1918, RFC 6598, RFC 4193.
    case ours
    /// Nothing that anybody means to ask: link-local, the services of clouds that hand out keys, multicast, reserved.
    case nobody
  }

  /// 16 bytes; of IPv4 the form that IPv6 writes it in, `::ffff:…`.
  let bytes: [UInt8]
  /// As connections take it: `127.0.0.1`, `2001:db8::1`.
  public let description: String

  /// An address in its usual form; `nil` for any other text, names and `0x7f.1` among them.
  public init?(_ text: String) {
    var (six, four) = (in6_addr(), in_addr())
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(four: withUnsafeBytes(of: four) { Array($0) })
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(six: withUnsafeBytes(of: six) { Array($0) })
    } else {
      return nil
    }
  }

  init(four bytes: [UInt8]) {
    self.bytes = Self.mapped + bytes
    description = bytes.map(String.init).joined(separator: ".")
  }

  init(six bytes: [UInt8]) {
    self.bytes = bytes
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
    description = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  /// Who can be there. An address of IPv6 that carries one of IPv4 (mapped, NAT64, 6to4) counts as that one.
  public var reach: Reach {
    if Self.metadata.contains(description) { return .nobody }
    return carried.map(Self.reach(four:)) ?? reachOfSix
  }

  /// Where clouds tell a machine its keys, beside 169.254.169.254: Amazon's, Google's and
  /// Oracle's over IPv6, Alibaba's, Oracle's.
  private static let metadata: Set<String> = [
    "fd00:ec2::254", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "100.100.100.200", "192.0.0.192",
  ]

  private var carried: [UInt8]? {
    if bytes.starts(with: Self.mapped) { return Array(bytes[12...]) }
    if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return Array(bytes[12...]) }
    if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
    return nil
  }

  /// IANA's list of special addresses (RFC 6890 and after).
  private static func reach(four bytes: [UInt8]) -> Reach {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (10, _, _), (127, _, _), (172, 16...31, _), (192, 168, _): .ours
    // Azure's.
    case (168, 63, 129): bytes[3] == 16 ? .nobody : .everybody
    case (100, 64...127, _): bytes == [100, 100, 100, 200] ? .nobody : .ours
    case (0, _, _), (169, 254, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _): .nobody
    case (198, 51, 100), (203, 0, 113), (224..., _, _): .nobody
    default: .everybody
    }
  }

  private var reachOfSix: Reach {
    if bytes == [UInt8](repeating: 0, count: 15) + [1] || bytes[0] & 0xFE == 0xFC { return .ours }
    // Teredo carries an address as well, and nobody has it; documentation.
    let isSpecial = [[0x20, 0x01, 0, 0], [0x20, 0x01, 0x0D, 0xB8]].contains { bytes.starts(with: $0) }
    return bytes[0] & 0xE0 == 0x20 && !isSpecial ? .everybody : .nobody
  }
}
