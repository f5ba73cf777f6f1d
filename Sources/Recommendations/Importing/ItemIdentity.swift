/// An id for what has none: the same for the same kind, maker and title, from whichever file they come.
enum ItemIdentity {
  /// Readable in front, sure behind: `music-gymnopedie-no-1-4f0c2a9be1d27733`.
  static func id(kind: ItemKind, creator: String, title: String) -> String {
    let meant = [kind.rawValue, normal(creator), normal(title)].joined(separator: "\u{0}")
    return named(kind: kind, title: title, unique: meant)
  }

  /// The same, from another text that is unique, such as an address.
  static func named(kind: ItemKind, title: String, unique: String) -> String {
    let digits = String(RandomStream.hash(unique.utf8), radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return ([kind.rawValue] + words(title) + [padded]).joined(separator: "-")
  }

  /// Small letters, one space between words: so much may differ between two spellings of the same.
  private static func normal(_ text: String) -> String {
    text.lowercased().split { $0.isWhitespace }.joined(separator: " ")
  }

  /// The first words of a title that are plain letters, at most 40 of them.
  private static func words(_ title: String) -> [String] {
    var (words, length) = ([String](), 0)
    for word in title.lowercased().utf8.split(whereSeparator: { !isPlain($0) }) {
      length += word.count + 1
      guard length <= 40 else { break }
      words.append(String(decoding: Array(word), as: UTF8.self))
    }
    return words
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}
