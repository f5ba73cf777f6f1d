extension ItemDraft {
  /// Takes the text of a column of a table; an empty one says nothing.
  mutating func set(_ column: Column, text: String) throws(RowProblem) {
    guard let text = Self.cleaned(text) else { return }
    switch column {
    case .title, .creator, .id, .link, .source, .why, .file: set(column, words: text)
    case .kind: kind = try Self.kind(text)
    case .tags: tags = text.split { $0 == ";" || $0 == "|" }.map(String.init)
    case .mode: audio.isMajor = try Self.isMajor(text)
    default:
      guard let number = Double(text), number.isFinite else {
        throw RowProblem("\(column.rawValue) must be a number, and \(quoted(text)) is none")
      }
      try set(column, number: number)
    }
  }

  /// Takes a field of a JSON object; `null` says nothing.
  mutating func set(_ column: Column, node: JSONNode) throws(RowProblem) {
    switch (column, node.value) {
    case (_, .null): break
    case (.title, .string(let text)), (.creator, .string(let text)), (.id, .string(let text)),
      (.link, .string(let text)), (.source, .string(let text)), (.why, .string(let text)),
      (.file, .string(let text)):
      set(column, words: text)
    case (.kind, .string(let text)): kind = try Self.kind(text)
    case (.mode, .string(let text)): audio.isMajor = try Self.isMajor(text)
    case (.tags, .array(let nodes)):
      tags = try nodes.map { (node) throws(RowProblem) in
        guard case .string(let tag) = node.value else { throw RowProblem("tags must be a list of texts") }
        return tag
      }
    case (_, .number(let number)): try set(column, number: number)
    default: throw RowProblem("\(column.rawValue) has the wrong form")
    }
  }

  private mutating func set(_ column: Column, words: String) {
    switch column {
    case .title: title = words
    case .creator: creator = words
    case .id: id = words
    case .link: link = words
    case .source: source = words
    case .file: file = words
    default: why = words
    }
  }

  private mutating func set(_ column: Column, number: Double) throws(RowProblem) {
    switch column {
    case .year:
      guard let whole = Int(exactly: number) else { throw RowProblem("year must be a whole number") }
      year = whole
    case .minutes: minutes = number
    case .valence: valence = number
    case .arousal: arousal = number
    case .energy: energy = number
    case .estimate: estimate = number
    case .tempo: audio.tempo = number
    case .loudness: audio.loudness = number
    case .mode where number == 0 || number == 1: audio.isMajor = number == 1
    default: throw RowProblem("\(column.rawValue) has the wrong form")
    }
  }

  private static func kind(_ text: String) throws(RowProblem) -> ItemKind {
    guard let kind = ItemKind(rawValue: text.lowercased()) else {
      throw RowProblem("unknown kind \(quoted(text)); it is one of \(kinds)")
    }
    return kind
  }

  private static func isMajor(_ text: String) throws(RowProblem) -> Bool {
    switch text.lowercased() {
    case "major", "1": return true
    case "minor", "0": return false
    default: throw RowProblem("mode must be major or minor")
    }
  }
}
