import Emotions
import Foundation

/// Turns the text of a catalogue into items, one after another.
struct CatalogueParser {
  private var reader: JSONReader
  private var lines: [String: Int] = [:]
  private static let mostBytes = 256_000_000

  private init(reader: JSONReader) { self.reader = reader }

  init(_ json: Data) throws(CatalogueError) {
    guard json.count <= Self.mostBytes else {
      throw .tooLarge(bytes: json.count, limit: Self.mostBytes)
    }
    reader = try JSONReader([UInt8](json))
  }

  /// A bare list, or the list in the `items` of an object.
  mutating func items() throws(CatalogueError) -> [Item] {
    let items = reader.peek() == UInt8(ascii: "{") ? try envelope() : try list()
    guard reader.peek() == nil else { throw .syntax(line: reader.line, "something follows the catalogue") }
    return items
  }

  /// `{"version": 1, "judgement": "…", "items": […]}`; only the items must be there.
  private mutating func envelope() throws(CatalogueError) -> [Item] {
    var found: [Item]?
    try reader.fields { (reader, key, line) throws(CatalogueError) in
      switch key {
      case "items":
        var parser = CatalogueParser(reader: reader)
        found = try parser.list()
        reader = parser.reader
      case "version":
        guard case .number(1) = try reader.value().value else { throw .unknownVersion(line: line) }
      case "judgement":
        _ = try reader.value()
      default: throw .notAnItem(line: line)
      }
    }
    guard let found else { throw .notAnItem(line: reader.line) }
    return found
  }

  private mutating func list() throws(CatalogueError) -> [Item] {
    guard reader.take("[") else { throw .notAnItem(line: reader.line) }
    var items: [Item] = []
    if !reader.take("]") {
      repeat { items.append(try item()) } while reader.take(",")
      try reader.expect("]", "or a comma after an item")
    }
    return items
  }

  private mutating func item() throws(CatalogueError) -> Item {
    let node = try reader.value()
    let fields = try ItemFields(node)
    let id = try fields.text(.id, most: 200)
    if let first = lines.updateValue(node.line, forKey: id) {
      throw .duplicateID(line: node.line, id: id, firstLine: first)
    }
    let place = Affect(
      valence: try fields.number(.valence, in: -1...1), arousal: try fields.number(.arousal, in: -1...1))
    return Item(
      id: id, title: try fields.text(.title, most: 500), creator: try fields.text(.creator, most: 500),
      year: try fields.optional(.year) { (field) throws(CatalogueError) in
        try fields.whole(field, in: -4000...3000)
      },
      kind: try fields.kind(), minutes: try fields.whole(.minutes, in: 1...100_000),
      link: try fields.optional(.link) { (field) throws(CatalogueError) in
        try fields.address(field)
      },
      place: place, energy: try fields.number(.energy, in: 0...1), tags: try fields.tags(),
      why: try fields.text(.why, most: 2000),
      estimate: try fields.optional(.estimate) { (field) throws(CatalogueError) in
        try fields.number(field, in: 0...1)
      },
      source: try fields.optional(.source) { (field) throws(CatalogueError) in try fields.address(field) },
      file: try fields.optional(.file) { (field) throws(CatalogueError) in try fields.path(field) })
  }
}

/// The fields of one item, each checked as it is read.
private struct ItemFields {
  private let line: Int
  private let id: String?
  private let nodes: [String: JSONNode]

  init(_ node: JSONNode) throws(CatalogueError) {
    guard case .object(let fields) = node.value else { throw .notAnItem(line: node.line) }
    line = node.line
    nodes = Dictionary(fields.map { ($0.key, $0.node) }, uniquingKeysWith: { first, _ in first })
    if case .string(let text) = nodes["id"]?.value { id = text } else { id = nil }
    let known = Item.CodingKeys.allCases
    let unknown = fields.map(\.key).filter { Item.CodingKeys(rawValue: $0) == nil }
    let optional: Set<Item.CodingKeys> = [.year, .link, .estimate, .source, .file]
    let missing = known.filter { !optional.contains($0) && nodes[$0.rawValue] == nil }.map(\.rawValue)
    guard unknown.isEmpty && missing.isEmpty else {
      throw .wrongFields(line: line, id: id, unknown: unknown, missing: missing)
    }
  }

  /// A field that may be missing or `null`.
  func optional<Value>(
    _ field: Item.CodingKeys, _ read: (Item.CodingKeys) throws(CatalogueError) -> Value
  ) throws(CatalogueError) -> Value? {
    guard let node = nodes[field.rawValue] else { return nil }
    if case .null = node.value { return nil }
    return try read(field)
  }

  func text(_ field: Item.CodingKeys, most: Int) throws(CatalogueError) -> String {
    guard case .string(let text) = nodes[field.rawValue]?.value, text.count <= most,
      text.contains(where: { !$0.isWhitespace })
    else { throw wrong(field, "a text of 1 to \(most) characters") }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw wrong(field, "a text without control characters and line breaks")
    }
    return text
  }

  func number(_ field: Item.CodingKeys, in range: ClosedRange<Double>) throws(CatalogueError) -> Double {
    guard case .number(let number) = nodes[field.rawValue]?.value, range.contains(number) else {
      throw wrong(field, "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
    }
    return number
  }

  func whole(_ field: Item.CodingKeys, in range: ClosedRange<Int>) throws(CatalogueError) -> Int {
    guard case .number(let number) = nodes[field.rawValue]?.value, let whole = Int(exactly: number),
      range.contains(whole)
    else { throw wrong(field, "a whole number from \(range.lowerBound) to \(range.upperBound)") }
    return whole
  }

  func kind() throws(CatalogueError) -> ItemKind {
    let text = try text(.kind, most: 100)
    guard let kind = ItemKind(rawValue: text) else {
      throw .unknownKind(line: nodes["kind"]?.line ?? line, id: id, kind: text)
    }
    return kind
  }

  func address(_ field: Item.CodingKeys) throws(CatalogueError) -> String {
    let text = try text(field, most: 10_000)
    guard isWebAddress(text) else {
      throw .refusedLink(line: nodes[field.rawValue]?.line ?? line, id: id, link: text)
    }
    return text
  }

  func path(_ field: Item.CodingKeys) throws(CatalogueError) -> String {
    let text = try text(field, most: 2000)
    guard LibraryFolder.isPath(text) else {
      throw wrong(field, "a path below the library's folder, as Miles Davis/So What.flac")
    }
    return text
  }

  func tags() throws(CatalogueError) -> [String] {
    let expected = "a list of at most 50 texts of 1 to 100 characters"
    guard case .array(let nodes) = nodes["tags"]?.value, nodes.count <= 50 else {
      throw wrong(.tags, expected)
    }
    var tags: [String] = []
    for node in nodes {
      guard case .string(let tag) = node.value, !tag.isEmpty, tag.count <= 100 else {
        throw .wrongValue(line: node.line, id: id, field: "tags", expected: expected)
      }
      tags.append(tag)
    }
    return tags
  }

  private func wrong(_ field: Item.CodingKeys, _ expected: String) -> CatalogueError {
    .wrongValue(line: nodes[field.rawValue]?.line ?? line, id: id, field: field.rawValue, expected: expected)
  }
}
