import Foundation

extension Item {
  /// One item in JSON, checked as ``Catalogue/parse(json:)`` checks a catalogue.
  ///
  /// Without a place on the plane (neither `valence` nor `arousal`) it is read as a line of an import: only `title` and
  /// `kind` must be there, and the place is estimated from the tags and marked so.
  ///
  /// - Throws: ``CatalogueError`` or ``ImportError``, with what to change.
  public static func parse(json: Data) throws -> Item {
    guard case .object(let fields) = try object(json).value else { throw CatalogueError.notAnItem(line: 1) }
    let names = Set(fields.map(\.key))
    guard names.isDisjoint(with: ["valence", "arousal"]) else {
      guard let item = try Catalogue.parse(json: Data("[".utf8) + json + Data("]".utf8)).first else {
        throw CatalogueError.notAnItem(line: 1)
      }
      return item
    }
    // A line of JSON has no line breaks; in valid JSON they stand between its parts alone.
    let line = json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
    var items: [Item] = []
    try Importer(options: ImportOptions(format: .jsonl, isStrict: true)).run(
      .bytes(line, name: "item"), at: .distantPast
    ) { items += $0.items }
    guard let item = items.first else { throw CatalogueError.notAnItem(line: 1) }
    return item
  }

  private static func object(_ json: Data) throws(CatalogueError) -> JSONNode {
    var reader = try JSONReader([UInt8](json))
    let node = try reader.value()
    guard reader.peek() == nil else {
      throw .syntax(line: reader.line, "something follows the item")
    }
    return node
  }
}
