/// What is wrong with a catalogue. Lines count from 1.
public enum CatalogueError: Error, Equatable, CustomStringConvertible {
  case starterMissing
  case tooLarge(bytes: Int, limit: Int)
  case notUTF8(line: Int)
  case syntax(line: Int, String)
  case notAnItem(line: Int)
  case unknownVersion(line: Int)
  case wrongFields(line: Int, id: String?, unknown: [String], missing: [String])
  case wrongValue(line: Int, id: String?, field: String, expected: String)
  case unknownKind(line: Int, id: String?, kind: String)
  case refusedLink(line: Int, id: String?, link: String)
  case duplicateID(line: Int, id: String, firstLine: Int)

  /// What is wrong, where, and what to change.
  public var description: String {
    switch self {
    case .starterMissing:
      "the starter catalogue is missing: keep the resource bundles beside the program, or build it again"
    case .tooLarge(let bytes, let limit):
      "the catalogue has \(bytes) bytes, more than \(limit): split it into several files"
    case .notUTF8(let line):
      "line \(line): not UTF-8 text; save the catalogue as UTF-8"
    case .syntax(let line, let what):
      "line \(line): not JSON: \(what)"
    case .notAnItem(let line):
      "line \(line): a catalogue is a list of items, [{\"id\": …}, …], or {\"version\": 1, \"items\": [that list]}"
    case .unknownVersion(let line):
      "line \(line): this program reads version 1 of the catalogue's format; a newer one needs a newer program"
    case .wrongFields(let line, let id, let unknown, let missing):
      Self.place(line, id)
        + [
          missing.isEmpty ? nil : "missing \(Self.list(missing))",
          unknown.isEmpty
            ? nil
            : "unknown \(Self.list(unknown)); an item has \(Item.CodingKeys.allCases.map(\.rawValue).joined(separator: ", "))",
        ].compactMap(\.self).joined(separator: "; ")
    case .wrongValue(let line, let id, let field, let expected):
      Self.place(line, id) + "\(field) must be \(expected)"
    case .unknownKind(let line, let id, let kind):
      Self.place(line, id)
        + "unknown kind \(quoted(kind)); it is one of \(ItemKind.allCases.map(\.rawValue).joined(separator: ", "))"
    case .refusedLink(let line, let id, let link):
      Self.place(line, id)
        + "the link \(quoted(link)) is refused; only http:// and https:// addresses are taken"
    case .duplicateID(let line, let id, let firstLine):
      "line \(line): the id \(quoted(id)) was already used in line \(firstLine); give each item its own"
    }
  }

  private static func place(_ line: Int, _ id: String?) -> String {
    "line \(line): item \(id.map(quoted) ?? "without an id"): "
  }

  private static func list(_ fields: [String]) -> String {
    "field\(fields.count == 1 ? "" : "s") \(fields.map(quoted).joined(separator: ", "))"
  }
}

/// A text from outside in quotes, at most 80 characters of it, without control characters.
func quoted(_ text: some StringProtocol) -> String {
  let visible = text.prefix(80).unicodeScalars.map {
    $0.properties.generalCategory == .control ? " " : String($0)
  }
  return "“\(visible.joined())\(text.count > 80 ? "…" : "")”"
}
