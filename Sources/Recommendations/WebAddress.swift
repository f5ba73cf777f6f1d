/// Whether a link may stand on a page: `http` or `https`, a host without a user name, at most 2,048 bytes, and no
/// space, control character, double quote, angle bracket or backslash, which browsers read in surprising ways.
public func isWebAddress(_ link: String) -> Bool {
  let bytes = link.utf8
  guard bytes.count <= 2048 else { return false }
  for byte in bytes {
    switch byte {
    case ...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x60, 0x7F: return false
    default: continue
    }
  }
  let lowered = link.lowercased()
  guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else { return false }
  let host = lowered.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
  return !host.isEmpty && !host.contains("@") && !host.hasPrefix(".") && !host.hasPrefix(":")
}
