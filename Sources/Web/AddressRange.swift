import Foundation

/// A range of addresses, as in `10.0.0.0/8`, `fd00::/8` or `192.0.2.7` (CIDR, RFC 4632).
public struct AddressRange: Hashable, Sendable {
  /// 16 bytes; of IPv4 the form that IPv6 writes it in, `::ffff:…`.
  private let bytes: [UInt8]
  /// How many bits of them count.
  private let length: Int

  /// A range; `nil` for a text that is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
    let most = first.contains(":") ? 128 : 32
    var length = most
    if parts.count == 2 {
      guard let number = Int(parts[1]), (0...most).contains(number) else { return nil }
      length = number
    }
    self.bytes = bytes
    self.length = length + 128 - most
  }

  /// Ranges with commas between them; `nil` if one of them is none. A blank text is no range.
  public static func list(_ text: String) -> [AddressRange]? {
    let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let ranges = parts.filter { !$0.isEmpty }.map { AddressRange($0) }
    return ranges.contains(nil) ? nil : ranges.compactMap(\.self)
  }

  /// Whether an address lies in the range; a text that is no address does not.
  public func contains(_ address: String) -> Bool {
    guard let other = Self.bytes(of: address) else { return false }
    let whole = length / 8
    guard bytes.prefix(whole) == other.prefix(whole) else { return false }
    guard whole < 16, length % 8 > 0 else { return true }
    return (bytes[whole] ^ other[whole]) >> (8 - length % 8) == 0
  }

  private static func bytes(of address: String) -> [UInt8]? {
    var (six, four) = (in6_addr(), in_addr())
    if inet_pton(AF_INET6, address, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
    guard inet_pton(AF_INET, address, &four) == 1 else { return nil }
    return [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + withUnsafeBytes(of: four) { Array($0) }
  }
}
