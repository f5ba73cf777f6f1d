import Emotions

/// A catalogue laid out for ranking: a column a property, with creators and tags as numbers.
///
/// The rows are in the order of ``PlaceBlocks``, and those in one and the same place by the bytes of their ids, so that
/// equal scores always come in the same order.
struct CatalogueColumns: Sendable {
  private let store: ItemStore
  private let table: RowTable
  /// Rows that somebody says stand elsewhere.
  private(set) var moved: [Int: Affect] = [:]
  let text: TextIndex
  /// Valence, arousal, energy, and how far an item is longer than half an hour, from −0.5 (a quarter of an hour) to 1
  /// (two hours); a book has 0.
  let places: [SIMD4<Float>]
  let blocks: PlaceBlocks
  let creator: [Int32]
  /// The tags of row `i` are `tags[tagStart[i]..<tagStart[i + 1]]`.
  let tagStart, tags: [UInt32]
  let tagNames: [String]
  /// Of each tag a number that is the same for "Sea" and "sea".
  let tagMeaning: [Int]
  /// How well each tag suits a goal, where tags matter to it.
  let tagFit: [Goal: [Double]]
  /// The same for the same id on every machine.
  let idHash: [UInt64]
  private let valence, arousal: [Double]
  let energy: [Double]
  private let confidences: [Double]
  let minutes: [Int32]
  /// Index of ``ItemKind``.
  let kind: [UInt8]

  var count: Int { kind.count }

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
    given = ItemStore()
    self.text = text.ordered(by: order)
    text = TextIndex()
    let idHash = (0..<store.count).map { [store] in RandomStream.hash(store.idBytes($0)) }
    var table = RowTable(for: store.count)
    for row in idHash.indices { table.add(row, hash: idHash[row]) }
    self.idHash = idHash
    self.table = table
    self.creator = order.map { creator[Int($0)] }
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
    let lowercased = names.names.map { $0.lowercased() }
    tagFit = Dictionary(
      uniqueKeysWithValues: Goal.allCases.filter(\.looksAtTags).map { goal in
        (goal, lowercased.map { goal.suits(tag: $0) })
      })
    valence = store.valence
    arousal = store.arousal
    energy = store.energy
    confidences = store.confidences
    minutes = store.minutes
    kind = store.kinds
    places = (0..<store.count).map { [store] in Self.place(of: $0, in: store) }
    blocks = PlaceBlocks(kinds: kind, places: places, minutes: minutes)
  }

  /// Rows by kind, place and id, without those whose id came before.
  private static func order(_ store: ItemStore) -> [Int32] {
    var known = RowTable(for: store.count)
    var order: [Int32] = []
    order.reserveCapacity(store.count)
    for row in 0..<store.count {
      let id = store.idBytes(row)
      let hash = RandomStream.hash(id)
      if known.row(hash: hash, isMatch: { store.idBytes($0) == id }) == nil {
        known.add(row, hash: hash)
        order.append(Int32(row))
      }
    }
    let keys = (0..<store.count).map { row in
      PlaceBlocks.key(kind: store.kinds[row], place: place(of: row, in: store))
    }
    order.sort { left, right in
      let (first, second) = (keys[Int(left)], keys[Int(right)])
      if first != second { return first < second }
      return store.idBytes(Int(left)).lexicographicallyPrecedes(store.idBytes(Int(right)))
    }
    return order
  }

  private static func place(of row: Int, in store: ItemStore) -> SIMD4<Float> {
    SIMD4(
      Float(store.valence[row]), Float(store.arousal[row]), Float(store.energy[row]),
      excess(kind: Int(store.kinds[row]), minutes: Int(store.minutes[row])))
  }

  private static func excess(kind: Int, minutes: Int) -> Float {
    guard ItemKind.allCases[kind].isTakenWhole else { return 0 }
    if minutes < 30 { return max(-0.5, (Float(minutes) - 30) / 30) }
    return min(1, (Float(minutes) - 30) / 90)
  }

  /// The row of an id.
  func row(of id: String) -> Int? {
    var id = id
    return id.withUTF8 { bytes in
      let hash = RandomStream.hash(bytes)
      return table.row(hash: hash) { idHash[$0] == hash && store.idBytes($0).elementsEqual(bytes) }
    }
  }

  func id(_ row: Int) -> String { store.id(row) }

  /// Where a row stands on the plane.
  func place(of row: Int) -> Affect {
    if !moved.isEmpty, let place = moved[row] { return place }
    return Affect(valence: valence[row], arousal: arousal[row])
  }

  /// From this confidence on, that of one tag which says it clearly, an estimate counts as what a person said.
  private static let trusted = 0.5

  /// How far to go by where a row stands, from 0 (nothing is known of it) to 1.
  func trust(row: Int) -> Double {
    let confidence = confidences[row]
    if confidence < 0 || confidence >= Self.trusted || !moved.isEmpty && moved[row] != nil { return 1 }
    return confidence / Self.trusted
  }

  /// The same items, some of them where somebody says they stand. The rows stay as they were; ``blocks`` and ``places``
  /// do not know.
  func corrected(by places: [String: Affect]) -> CatalogueColumns {
    var other = self
    for (id, place) in places {
      if let row = row(of: id) { other.moved[row] = place }
    }
    return other
  }

  func item(_ row: Int) -> Item {
    let item = store.item(row, tags: tags(of: row).map { tagNames[Int($0)] })
    return moved[row].map { item.corrected(to: $0) } ?? item
  }

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
