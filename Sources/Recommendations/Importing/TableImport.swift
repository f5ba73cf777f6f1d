import Foundation

/// A catalogue in JSON: all of it is right, or nothing is taken.
enum CatalogueImport {
  static func read(_ text: TextStream, into sink: ImportSink) throws {
    for item in try Catalogue.parse(json: Data(try text.all(atMost: JSONDocument.mostBytes))) {
      try sink.add(item, line: 1)
    }
  }
}

/// One JSON object a line, with the fields of an item.
enum JSONLinesImport {
  static func read(_ text: TextStream, into sink: ImportSink) throws {
    let lines = LineReader(text)
    while let line = try lines.next() {
      if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      try sink.add(line: lines.line) { () throws(RowProblem) in
        try draft(try JSONDocument.line(line)).item(otherwise: sink.options.kind)
      }
    }
  }

  private static func draft(_ node: JSONNode) throws(RowProblem) -> ItemDraft {
    guard case .object(let fields) = node.value else {
      throw RowProblem("a line is one object: {\"title\": …}")
    }
    var draft = ItemDraft()
    for (name, node) in fields {
      guard let column = ItemDraft.Column(rawValue: name) else {
        throw RowProblem(
          "unknown field \(quoted(name)); there are "
            + ItemDraft.Column.allCases.map(\.rawValue).joined(separator: ", "))
      }
      try draft.set(column, node: node)
    }
    return draft
  }
}

/// A table whose first line names its columns.
enum TableImport {
  /// Other names a column may have.
  static let aliases: [String: ItemDraft.Column] = [
    "name": .title, "artist": .creator, "author": .creator, "director": .creator, "composer": .creator,
    "speaker": .creator, "host": .creator, "url": .link, "genre": .tags, "genres": .tags,
  ]

  static func read(_ text: TextStream, into sink: ImportSink) throws {
    var records = try SeparatedRecords(LineReader(text))
    guard let header = try records.next() else { return }
    let columns = try columns(header, in: records.file, needsKind: sink.options.kind == nil)
    while let (line, fields) = try records.next() {
      guard fields.count == columns.count else {
        try sink.skip(line: line, "it has \(fields.count) fields, and there are \(columns.count) columns")
        continue
      }
      try sink.add(line: line) { () throws(RowProblem) in
        var draft = ItemDraft()
        for (column, field) in zip(columns, fields) { try draft.set(column, text: field) }
        return try draft.item(otherwise: sink.options.kind)
      }
    }
  }

  private static func columns(
    _ header: (line: Int, fields: [String]), in file: String, needsKind: Bool
  ) throws(ImportError) -> [ItemDraft.Column] {
    let names = header.fields.map { (ItemDraft.cleaned($0) ?? "").lowercased() }
    let columns = names.map { ItemDraft.Column(rawValue: $0) ?? aliases[$0] }
    let unknown = zip(names, columns).filter { $0.1 == nil }.map(\.0)
    let missing: [ItemDraft.Column] = needsKind ? [.title, .kind] : [.title]
    let place = ImportPlace(file: file, line: header.line)
    let known = columns.compactMap(\.self)
    let absent = missing.filter { !known.contains($0) }.map(\.rawValue)
    guard unknown.isEmpty && absent.isEmpty else {
      throw .wrongColumns(
        place, unknown: unknown, missing: absent, known: ItemDraft.Column.allCases.map(\.rawValue))
    }
    guard Set(known).count == known.count else { throw .syntax(place, "two columns mean the same") }
    return known
  }
}
