/// A piece of XML.
enum XMLEvent {
  case start(name: String, attributes: [String: String])
  case text(String)
  case end(name: String)
}

/// Reads XML 1.0 piece by piece: elements, attributes and text, in little memory.
///
/// It is small on purpose. There are no entities but the five everybody has and numbered letters, so nothing can be
/// expanded a billion times and no file or address is ever fetched; a document that defines its own is refused.
final class XMLReader {
  /// The most bytes a text, tag or comment may have, and the deepest nesting.
  static let longest = 1 << 20
  static let deepest = 64
  private let text: TextStream
  private var piece: [UInt8] = []
  private var position = 0
  private(set) var line = 1
  private var open: [String] = []
  private var pending: XMLEvent?
  private var hasRoot = false

  init(_ text: TextStream) { self.text = text }

  /// The encoding of a document: the one asked for, or the one its first line declares.
  static func encoding(
    of stream: ByteStream, file: String, otherwise asked: TextEncoding
  ) throws -> TextEncoding {
    let start = String(decoding: try stream.head(200), as: UTF8.self)
    guard asked == .automatic, let range = start.firstRange(of: "encoding="), start.contains("<?xml") else {
      return asked
    }
    let name = start[range.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
    guard let encoding = TextEncoding(declared: String(name)) else {
      throw ImportError.wrongEncoding(
        ImportPlace(file: file, line: 1),
        remedy: "the encoding \(quoted(name)) is not known; save it as UTF-8")
    }
    return encoding == .utf8 ? .automatic : encoding
  }

  var place: ImportPlace { ImportPlace(file: text.file, line: line) }

  /// The next piece; `nil` at the end of the document.
  func next() throws -> XMLEvent? {
    if let event = pending {
      pending = nil
      return event
    }
    while let byte = try peek() {
      if byte != UInt8(ascii: "<") {
        let words = try characters()
        if !open.isEmpty { return .text(words) }
        guard words.allSatisfy({ $0.isWhitespace || $0 == "\u{FEFF}" }) else {
          throw wrong("there is text outside of the document")
        }
        continue
      }
      try take()
      switch try peek() {
      case UInt8(ascii: "?"): _ = try until("?>")
      case UInt8(ascii: "!"):
        if let words = try declaration() { return .text(words) }
      case UInt8(ascii: "/"): return try endTag()
      default: return try startTag()
      }
    }
    guard open.isEmpty && hasRoot else { throw wrong("the file ends in the middle") }
    return nil
  }

  private func startTag() throws -> XMLEvent {
    guard !hasRoot || !open.isEmpty else { throw wrong("something follows the document") }
    hasRoot = true
    let name = try name()
    var attributes: [String: String] = [:]
    while true {
      try skipSpace()
      switch try peek() {
      case UInt8(ascii: ">"):
        try take()
        guard open.count < Self.deepest else { throw wrong("nested deeper than \(Self.deepest) levels") }
        open.append(name)
        return .start(name: name, attributes: attributes)
      case UInt8(ascii: "/"):
        try take()
        try expect(">")
        pending = .end(name: name)
        return .start(name: name, attributes: attributes)
      default:
        let key = try self.name()
        try skipSpace()
        try expect("=")
        try skipSpace()
        guard attributes.updateValue(try attributeValue(), forKey: key) == nil, attributes.count <= 100 else {
          throw wrong("the attribute \(quoted(key)) comes twice, or there are too many")
        }
      }
    }
  }

  private func endTag() throws -> XMLEvent {
    try take()
    let name = try name()
    try skipSpace()
    try expect(">")
    guard open.popLast() == name else { throw wrong("\(quoted("</\(name)>")) closes what is not open") }
    return .end(name: name)
  }

  /// `<![CDATA[…]]>` is text, a comment nothing; a document type is passed over if it defines nothing.
  private func declaration() throws -> String? {
    try take()
    switch try peek() {
    case UInt8(ascii: "-"):
      try expect("-")
      try expect("-")
      _ = try until("-->")
      return nil
    case UInt8(ascii: "["):
      for letter in "[CDATA[".unicodeScalars { try expect(letter) }
      return try until("]]>")
    default:
      let type = try until(">")
      guard !type.contains("[") else {
        throw wrong("the document defines entities of its own, which is refused; take its DOCTYPE out")
      }
      return nil
    }
  }

  private func characters() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try peek(), byte != UInt8(ascii: "<") {
      if byte == UInt8(ascii: "&") { bytes += try reference().utf8 } else { bytes.append(try take()) }
      guard bytes.count <= Self.longest else { throw ImportError.tooLong(place, limit: Self.longest) }
    }
    return try string(bytes)
  }

  private func attributeValue() throws -> String {
    let quote = try take()
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw wrong("a quote is missing after =")
    }
    var bytes: [UInt8] = []
    while let byte = try peek(), byte != quote {
      guard byte != UInt8(ascii: "<") else { throw wrong("an attribute runs into the next tag") }
      if byte == UInt8(ascii: "&") { bytes += try reference().utf8 } else { bytes.append(try take()) }
      guard bytes.count <= Self.longest else { throw ImportError.tooLong(place, limit: Self.longest) }
    }
    try take()
    return try string(bytes)
  }

  /// `&amp;` and its four relatives, `&#233;` and `&#xE9;`.
  private func reference() throws -> String {
    var name = ""
    try take()
    while let byte = try peek(), byte != UInt8(ascii: ";"), name.utf8.count < 12 {
      name.unicodeScalars.append(Unicode.Scalar(try take()))
    }
    try expect(";")
    let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    if let letter = named[name] { return letter }
    let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst()
    guard name.hasPrefix("#"), let code = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
      let scalar = Unicode.Scalar(code), code != 0
    else { throw wrong("the entity \(quoted("&\(name);")) is not known") }
    return String(scalar)
  }

  private func name() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try peek(), !" \t\r\n/>=<\"'&".utf8.contains(byte), bytes.count < 256 {
      bytes.append(try take())
    }
    guard let first = bytes.first, first > 0x40 else { throw wrong("a name is missing after <") }
    return try string(bytes)
  }

  /// Everything up to a mark, which is taken too.
  private func until(_ mark: String) throws -> String {
    let end = Array(mark.utf8)
    var bytes: [UInt8] = []
    while !bytes.ends(with: end) {
      bytes.append(try take())
      guard bytes.count <= Self.longest else { throw ImportError.tooLong(place, limit: Self.longest) }
    }
    return try string(bytes.dropLast(end.count))
  }

  private func string(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ImportError.wrongEncoding(place, remedy: "not UTF-8, though it does not say otherwise")
    }
    return text
  }

  private func skipSpace() throws {
    while let byte = try peek(), " \t\r\n".utf8.contains(byte) { try take() }
  }

  private func expect(_ mark: Unicode.Scalar) throws {
    guard try peek() == UInt8(ascii: mark) else { throw wrong("\(quoted(String(mark))) is missing") }
    try take()
  }

  private func peek() throws -> UInt8? {
    while position == piece.count {
      guard let next = try text.next() else { return nil }
      (piece, position) = (next, 0)
    }
    return piece[position]
  }

  @discardableResult private func take() throws -> UInt8 {
    guard let byte = try peek() else { throw wrong("the file ends in the middle") }
    position += 1
    if byte == 0x0A { line += 1 }
    return byte
  }

  private func wrong(_ what: String) -> ImportError { .syntax(place, "not XML as it should be: \(what)") }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool {
    count >= end.count && suffix(end.count).elementsEqual(end)
  }
}
