/// How the text of a file is written.
public enum TextEncoding: String, CaseIterable, Codable, Hashable, Sendable {
  /// UTF-8, or UTF-16 that begins with its mark; a playlist that is neither is Latin-1.
  case automatic
  case utf8
  /// Also what Windows makes of it, with quotes and dashes.
  case latin1
  case utf16le, utf16be

  /// The encoding an XML declaration names.
  init?(declared name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
    case "iso-8859-1", "latin1", "windows-1252", "cp1252": self = .latin1
    case "utf-16le": self = .utf16le
    case "utf-16be": self = .utf16be
    default: return nil
    }
  }
}

/// The text of a file in UTF-8, piece by piece; bytes that are no UTF-8 are passed on as they are and found later.
final class TextStream {
  let file: String
  let encoding: TextEncoding
  private let bytes: ByteStream
  private var carried: [UInt8] = []
  private var isFirst = true

  init(_ bytes: ByteStream, file: String, encoding: TextEncoding) throws {
    self.bytes = bytes
    self.file = file
    let head = try bytes.head(512)
    switch encoding {
    case .automatic:
      if head.starts(with: [0xFF, 0xFE]) {
        self.encoding = .utf16le
      } else if head.starts(with: [0xFE, 0xFF]) {
        self.encoding = .utf16be
      } else if head.count(where: { $0 == 0 }) * 4 >= max(1, head.count) {
        throw ImportError.wrongEncoding(
          ImportPlace(file: file, line: 1),
          remedy: "this looks like UTF-16 without a mark, or is no text; save it as UTF-8, "
            + "or name its encoding, utf16le or utf16be")
      } else {
        self.encoding = .utf8
      }
    default: self.encoding = encoding
    }
  }

  /// The next piece; `nil` at the end.
  func next() throws -> [UInt8]? {
    guard let piece = try bytes.next() else {
      if carried.isEmpty { return nil }
      throw ImportError.syntax(ImportPlace(file: file, line: 1), "the file ends in the middle of a letter")
    }
    defer { isFirst = false }
    switch encoding {
    case .latin1: return Self.fromLatin1(piece)
    case .utf16le, .utf16be: return fromUTF16(piece)
    case .utf8, .automatic:
      return isFirst && piece.starts(with: [0xEF, 0xBB, 0xBF]) ? [UInt8](piece.dropFirst(3)) : piece
    }
  }

  /// The whole text.
  func all(atMost limit: Int) throws -> [UInt8] {
    var whole: [UInt8] = []
    while let piece = try next() {
      whole += piece
      guard whole.count <= limit else { throw ImportError.tooLarge(file: file, limit: limit) }
    }
    return whole
  }

  static func fromLatin1(_ piece: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(piece.count + piece.count / 8)
    for byte in piece {
      if byte < 0x80 {
        text.append(byte)
      } else {
        let scalar = byte < 0xA0 ? windows[Int(byte - 0x80)] : UInt32(byte)
        text += Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      }
    }
    return text
  }

  /// What Windows-1252 has where Latin-1 has control characters.
  private static let windows: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]

  /// What is left of a letter at the end of a piece waits for the next.
  private func fromUTF16(_ piece: [UInt8]) -> [UInt8] {
    let bytes = carried + piece
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for k in stride(from: 0, to: bytes.count - 1, by: 2) {
      let (first, second) = (UInt16(bytes[k]), UInt16(bytes[k + 1]))
      units.append(encoding == .utf16le ? second << 8 | first : first << 8 | second)
    }
    carried = bytes.count % 2 == 1 ? [bytes[bytes.count - 1]] : []
    if let last = units.last, UTF16.isLeadSurrogate(last) {
      units.removeLast()
      carried = [UInt8](bytes.suffix(2 + carried.count))
    }
    if isFirst && units.first == 0xFEFF { units.removeFirst() }
    return [UInt8](String(decoding: units, as: UTF16.self).utf8)
  }
}
