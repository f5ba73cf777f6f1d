import Foundation

/// The items there are to recommend; no two have the same id.
public struct Catalogue: Sendable {
  /// In the order they were given.
  public let items: [Item]

  /// - Throws: ``CatalogueError/duplicateID(line:id:firstLine:)`` with the positions in the list, from 1, as lines.
  public init(items: [Item]) throws(CatalogueError) {
    var first: [String: Int] = [:]
    for (position, item) in items.enumerated() {
      if let earlier = first.updateValue(position + 1, forKey: item.id) {
        throw .duplicateID(line: position + 1, id: item.id, firstLine: earlier)
      }
    }
    self.items = items
  }

  /// The catalogue Mien brings along. Where its items stand on the plane is the judgement of its authors.
  public static func starter() throws(CatalogueError) -> Catalogue {
    guard let url = Bundle.module.url(forResource: "catalogue", withExtension: "json"),
      let json = try? Data(contentsOf: url)
    else { throw .starterMissing }
    return try Catalogue(items: parse(json: json))
  }

  /// The items of a JSON file: a list of objects with the fields of ``Item``, or an object with `version` 1 and
  /// that list as `items`.
  ///
  /// `year`, `link`, `estimate` and `source` may be missing or `null`. All or nothing: the first thing that is wrong is
  /// thrown, with its line. Takes at most 256 MB.
  public static func parse(json: Data) throws(CatalogueError) -> [Item] {
    var parser = try CatalogueParser(json)
    return try parser.items()
  }

  /// This catalogue with the items of another; of two with the same id the other's stays.
  public func merging(_ others: [Item]) throws(CatalogueError) -> Catalogue {
    let replaced = Set(others.map(\.id))
    return try Catalogue(items: items.filter { !replaced.contains($0.id) } + others)
  }
}
