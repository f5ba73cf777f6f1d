/// A catalogue laid out for ranking: a column a property, with creators and tags as numbers.
///
/// The rows are in the order of the ids, so that equal scores always come in the same order.
struct CatalogueColumns: Sendable {
  let items: [Item]
  /// Row of an id.
  let rows: [String: Int]
  let valence, arousal, energy: [Double]
  /// How far an item is longer than half an hour, from −0.5 (a quarter of an hour) to 1 (two hours); a book has 0.
  let excess: [Double]
  /// Index of ``ItemKind``.
  let kind: [Int]
  let creator: [Int]
  let creatorCount: Int
  /// The tags of row `i` are `tags[tagStart[i]..<tagStart[i + 1]]`.
  let tagStart, tags: [Int]
  let tagNames: [String]

  /// Of items with the same id the first counts.
  init(_ catalogue: [Item]) {
    var seen: Set<String> = []
    let items = catalogue.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    self.items = items
    rows = Dictionary(uniqueKeysWithValues: items.indices.map { (items[$0].id, $0) })
    valence = items.map(\.place.valence)
    arousal = items.map(\.place.arousal)
    energy = items.map(\.energy)
    excess = items.map(Self.excess)
    kind = items.map(\.kind.index)
    var creators = Numbering()
    creator = items.map { creators.number(of: $0.creator) }
    creatorCount = creators.names.count
    var names = Numbering()
    var tags: [Int] = []
    var starts = [0]
    for item in items {
      tags += Set(item.tags.map { names.number(of: $0) }).sorted()
      starts.append(tags.count)
    }
    self.tags = tags
    tagStart = starts
    tagNames = names.names
  }

  private static func excess(_ item: Item) -> Double {
    guard item.kind.isTakenWhole else { return 0 }
    let minutes = Double(item.minutes)
    if minutes < 30 { return max(-0.5, (minutes - 30) / 30) }
    return min(1, (minutes - 30) / 90)
  }
}

/// Numbers texts in the order of their first appearance, whatever their case.
private struct Numbering {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func number(of name: String) -> Int {
    let key = name.lowercased()
    if let number = numbers[key] { return number }
    numbers[key] = names.count
    names.append(name)
    return names.count - 1
  }
}
