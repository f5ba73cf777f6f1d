import Emotions

/// A catalogue laid out for ranking: a column a property, with creators and tags as numbers.
///
/// The rows are in the order of the ids' bytes, so that equal scores always come in the same order and an id is found
/// by halving.
struct CatalogueColumns: Sendable {
  private var store: ItemStore
  let text: TextIndex
  /// How far an item is longer than half an hour, from −0.5 (a quarter of an hour) to 1 (two hours); a book has 0.
  let excess: [Float]
  let creator: [Int32]
  let creatorCount: Int
  /// The tags of row `i` are `tags[tagStart[i]..<tagStart[i + 1]]`.
  let tagStart, tags: [UInt32]
  let tagNames: [String]
  /// Of each tag a number that is the same for "Sea" and "sea".
  let tagMeaning: [Int]

  /// The same for the same id on every machine.
  let idHash: [UInt64]

  var count: Int { store.count }
  var valence: [Double] { store.valence }
  var arousal: [Double] { store.arousal }
  var energy: [Double] { store.energy }
  var minutes: [Int32] { store.minutes }
  /// Index of ``ItemKind``.
  var kind: [UInt8] { store.kinds }

  /// Of items with the same id the first counts. The items are read once, one after another.
  init(_ catalogue: some Sequence<Item>) {
    var given = ItemStore()
    var text = TextIndex()
    var creators = Numbering(ignoringCase: true)
    var names = Numbering(ignoringCase: false)
    var creator: [Int32] = []
    var tags: [UInt32] = []
    var starts: [UInt32] = [0]
    for item in catalogue {
      given.append(item)
      text.append(ItemText(item))
      // Two items of unknown creators are hardly by the same.
      let isUnknown = item.creator == Item.unknownCreator
      creator.append(Int32(creators.number(of: isUnknown ? "\u{0}" + item.id : item.creator)))
      for tag in item.tags { tags.append(UInt32(names.number(of: tag))) }
      starts.append(UInt32(tags.count))
    }
    text.weigh()
    let order = Self.order(given)
    store = given.ordered(by: order)
    idHash = (0..<store.count).map { [store] in RandomStream.hash(store.idBytes($0)) }
    self.text = text.ordered(by: order)
    self.creator = order.map { creator[Int($0)] }
    creatorCount = creators.names.count
    var orderedTags: [UInt32] = []
    var orderedStarts: [UInt32] = [0]
    orderedTags.reserveCapacity(tags.count)
    for row in order.lazy.map(Int.init) {
      orderedTags += tags[Int(starts[row])..<Int(starts[row + 1])]
      orderedStarts.append(UInt32(orderedTags.count))
    }
    self.tags = orderedTags
    tagStart = orderedStarts
    tagNames = names.names
    var meanings = Numbering(ignoringCase: true)
    tagMeaning = names.names.map { meanings.number(of: $0) }
    excess = zip(store.kinds, store.minutes).map { Self.excess(kind: Int($0), minutes: Int($1)) }
  }

  /// Rows by their ids, without those whose id came before.
  private static func order(_ store: ItemStore) -> [Int32] {
    var order = (0..<Int32(store.count)).sorted { left, right in
      let (first, second) = (store.idBytes(Int(left)), store.idBytes(Int(right)))
      return first.lexicographicallyPrecedes(second) || (left < right && first == second)
    }
    var last: Int32?
    order.removeAll { row in
      defer { last = row }
      return last.map { store.idBytes(Int($0)) == store.idBytes(Int(row)) } ?? false
    }
    return order
  }

  private static func excess(kind: Int, minutes: Int) -> Float {
    guard ItemKind.allCases[kind].isTakenWhole else { return 0 }
    if minutes < 30 { return max(-0.5, (Float(minutes) - 30) / 30) }
    return min(1, (Float(minutes) - 30) / 90)
  }

  /// The row of an id.
  func row(of id: String) -> Int? {
    let wanted = Array(id.utf8)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if store.idBytes(middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < count && store.idBytes(low).elementsEqual(wanted) ? low : nil
  }

  func id(_ row: Int) -> String { store.id(row) }

  /// The same items, some of them where somebody says they stand.
  func corrected(by places: [String: Affect]) -> CatalogueColumns {
    var other = self
    for (id, place) in places {
      if let row = row(of: id) { other.store.move(row, to: place) }
    }
    return other
  }

  func item(_ row: Int) -> Item { store.item(row, tags: tags(of: row).map { tagNames[Int($0)] }) }

  /// Numbers of the tags of a row.
  func tags(of row: Int) -> ArraySlice<UInt32> { tags[Int(tagStart[row])..<Int(tagStart[row + 1])] }
}

/// Numbers texts in the order of their first appearance.
private struct Numbering {
  private let ignoresCase: Bool
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  init(ignoringCase: Bool) { ignoresCase = ignoringCase }

  mutating func number(of name: String) -> Int {
    let key = ignoresCase ? name.lowercased() : name
    if let number = numbers[key] { return number }
    numbers[key] = names.count
    names.append(name)
    return names.count - 1
  }
}
