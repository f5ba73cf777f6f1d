/// A JSON file read element by element: the text is in memory, its values one at a time.
enum JSONDocument {
  /// The largest there may be, in bytes.
  static let mostBytes = 256_000_000

  /// Each element of the list that the file is, or the one value that it is.
  static func forEach(in text: TextStream, _ body: (JSONNode) throws -> Void) throws {
    var reader = try JSONReader(try text.all(atMost: mostBytes))
    if reader.take("[") {
      if !reader.take("]") {
        repeat { try body(try reader.value()) } while reader.take(",")
        try reader.expect("]", "or a comma after an element")
      }
    } else {
      try body(try reader.value())
    }
    guard reader.peek() == nil else {
      throw ImportError.syntax(ImportPlace(file: text.file, line: reader.line), "something follows the end")
    }
  }

  /// The object or value of one line.
  static func line(_ line: String) throws(RowProblem) -> JSONNode {
    do throws(CatalogueError) {
      var reader = try JSONReader(Array(line.utf8))
      let node = try reader.value()
      guard reader.peek() == nil else { throw .syntax(line: 1, "something follows the object") }
      return node
    } catch { throw RowProblem(error.reason) }
  }
}

extension JSONNode {
  /// A field of an object.
  subscript(_ name: String) -> JSONNode? {
    guard case .object(let fields) = value else { return nil }
    return fields.first { $0.key == name }?.node
  }

  /// A text that says something, without control characters.
  var text: String? {
    guard case .string(let text) = value else { return nil }
    return ItemDraft.cleaned(text)
  }

  /// A number, also one written as a text.
  var number: Double? {
    switch value {
    case .number(let number): number
    case .string(let text): Double(text)
    default: nil
    }
  }

  var isTrue: Bool {
    if case .bool(true) = value { return true }
    return false
  }

  var list: [JSONNode]? {
    guard case .array(let nodes) = value else { return nil }
    return nodes
  }
}

extension CatalogueError {
  /// Where it is, from 1.
  var line: Int {
    switch self {
    case .starterMissing, .tooLarge: 1
    case .notUTF8(let line), .syntax(let line, _), .notAnItem(let line), .unknownVersion(let line),
      .wrongFields(let line, _, _, _), .wrongValue(let line, _, _, _), .unknownKind(let line, _, _),
      .refusedLink(let line, _, _), .duplicateID(let line, _, _):
      line
    }
  }

  /// What it is, without the line.
  var reason: String {
    let prefix = "line \(line): "
    return description.hasPrefix(prefix) ? String(description.dropFirst(prefix.count)) : description
  }
}
