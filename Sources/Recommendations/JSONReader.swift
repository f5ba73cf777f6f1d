/// A JSON value and the line it begins in.
struct JSONNode {
  enum Value {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONNode])
    case object([(key: String, node: JSONNode)])
  }

  let line: Int
  let value: Value
}

/// Reads JSON (RFC 8259) piece by piece and knows the line it is in.
///
/// Foundation's decoders do not say in which line an item stands, and hold a whole file at once.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var line = 1
  private static let deepest = 16

  /// - Throws: ``CatalogueError/notUTF8(line:)``.
  init(_ bytes: [UInt8]) throws(CatalogueError) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw .notUTF8(line: wrong + 1)
  }

  /// The next byte that is no white space, `nil` at the end; it is not taken.
  mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x0A:
        line += 1
        position += 1
      case 0x20, 0x09, 0x0D: position += 1
      default: return bytes[position]
      }
    }
    return nil
  }

  /// Takes a mark such as `[` if it comes next.
  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard let next = peek(), next == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// Takes a mark that must come next.
  mutating func expect(_ mark: Unicode.Scalar, _ why: String) throws(CatalogueError) {
    guard take(mark) else { throw wrong("\(quoted(String(mark))) expected \(why)") }
  }

  /// Takes the next value.
  mutating func value(depth: Int = 0) throws(CatalogueError) -> JSONNode {
    guard depth < Self.deepest else { throw wrong("nested deeper than \(Self.deepest) levels") }
    guard let next = peek() else { throw wrong("the file ends in the middle") }
    let begun = line
    switch next {
    case UInt8(ascii: "{"): return JSONNode(line: begun, value: .object(try object(depth: depth)))
    case UInt8(ascii: "["): return JSONNode(line: begun, value: .array(try array(depth: depth)))
    case UInt8(ascii: "\""): return JSONNode(line: begun, value: .string(try string()))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(line: begun, value: .number(try number()))
    default: return JSONNode(line: begun, value: try word())
    }
  }

  /// Takes an object field by field; `body` takes each value. No name may come twice.
  mutating func fields(
    _ body: (inout JSONReader, _ key: String, _ line: Int) throws(CatalogueError) -> Void
  ) throws(CatalogueError) {
    try expect("{", "to begin an object")
    if take("}") { return }
    var keys: [String] = []
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw wrong("a field name in double quotes expected") }
      let begun = line
      let key = try string()
      if keys.contains(key) { throw wrong("the field \(quoted(key)) comes twice") }
      keys.append(key)
      try expect(":", "after the field \(quoted(key))")
      try body(&self, key, begun)
    } while take(",")
    try expect("}", "or a comma after the field \(quoted(keys.last ?? ""))")
  }

  private mutating func object(depth: Int) throws(CatalogueError) -> [(key: String, node: JSONNode)] {
    var fields: [(key: String, node: JSONNode)] = []
    try self.fields { (reader, key, _) throws(CatalogueError) in
      fields.append((key, try reader.value(depth: depth + 1)))
    }
    return fields
  }

  private mutating func array(depth: Int) throws(CatalogueError) -> [JSONNode] {
    try expect("[", "to begin a list")
    var elements: [JSONNode] = []
    if take("]") { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    try expect("]", "or a comma in the list")
    return elements
  }

  private mutating func word() throws(CatalogueError) -> JSONNode.Value {
    let words: [(String, JSONNode.Value)] = [("null", .null), ("true", .bool(true)), ("false", .bool(false))]
    for (word, value) in words where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw wrong("a value expected")
  }

  private mutating func number() throws(CatalogueError) -> Double {
    let rest = bytes[position...].prefix { "+-.eE0123456789".utf8.contains($0) }
    let text = String(decoding: rest, as: UTF8.self)
    guard Self.isNumber(rest), let number = Double(text), number.isFinite else {
      throw wrong("\(quoted(text)) is no number")
    }
    position += rest.count
    return number
  }

  /// Whether bytes are a number as JSON writes it: no leading zero or plus sign, digits on both sides of the point.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    func digits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole == 1 || (whole > 1 && !startsWithZero) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private mutating func string() throws(CatalogueError) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw wrong("a text runs over the end of the line or has a control character in it")
      default: text.append(byte)
      }
    }
    throw wrong("the file ends in the middle of a text")
  }

  private mutating func escape() throws(CatalogueError) -> Unicode.Scalar {
    let short: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r", 0x74: "\t",
    ]
    guard position < bytes.count else { throw wrong("the file ends in the middle of a text") }
    let letter = bytes[position]
    position += 1
    if let scalar = short[letter] { return scalar }
    guard letter == UInt8(ascii: "u") else { throw wrong("an unknown escape after a backslash") }
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: [0x5C, 0x75]) else {
      throw wrong("half of a surrogate pair")
    }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw wrong("half of a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimal() throws(CatalogueError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw wrong("four hexadecimal digits expected after \\u") }
    position += 4
    return value
  }

  private func wrong(_ what: String) -> CatalogueError { .syntax(line: line, what) }
}
