import Emotions

/// Items in little room: their texts one after another in UTF-8, made into an ``Item`` again when one is asked for.
///
/// A million items of 150 bytes of text take about 250 MB, a fifth of what an array of them takes.
struct ItemStore: Sendable {
  private var bytes: [UInt8] = []
  /// Texts of row `i`: `texts` ends from `i · 7` on; the first begins where the last of the row before ends.
  private var ends: [UInt32] = []
  private var years: [Int16] = []
  private(set) var minutes: [Int32] = []
  private(set) var kinds: [UInt8] = []
  private(set) var valence: [Double] = []
  private(set) var arousal: [Double] = []
  private(set) var energy: [Double] = []
  /// How sure the place and the energy of a row are where they are estimated; −1 where a person said them.
  private(set) var confidences: [Double] = []

  private static let texts = 7
  private static let noYear = Int16.min

  var count: Int { kinds.count }

  mutating func append(_ item: Item) {
    let texts = [
      item.id, item.title, item.creator, item.link ?? "", item.why, item.source ?? "", item.file ?? "",
    ]
    for text in texts {
      bytes += text.utf8
      ends.append(UInt32(bytes.count))
    }
    years.append(item.year.flatMap { Int16(exactly: $0) } ?? Self.noYear)
    minutes.append(Int32(clamping: item.minutes))
    kinds.append(UInt8(item.kind.index))
    valence.append(item.place.valence)
    arousal.append(item.place.arousal)
    energy.append(item.energy)
    confidences.append(item.estimate ?? -1)
  }

  /// The item of a row; its tags are kept elsewhere.
  func item(_ row: Int, tags: [String]) -> Item {
    let link = text(row, 3)
    let source = text(row, 5)
    let file = text(row, 6)
    return Item(
      id: text(row, 0), title: text(row, 1), creator: text(row, 2),
      year: years[row] == Self.noYear ? nil : Int(years[row]), kind: ItemKind.allCases[Int(kinds[row])],
      minutes: Int(minutes[row]), link: link.isEmpty ? nil : link,
      place: Affect(valence: valence[row], arousal: arousal[row]), energy: energy[row], tags: tags,
      why: text(row, 4),
      estimate: confidences[row] < 0 ? nil : confidences[row], source: source.isEmpty ? nil : source,
      file: file.isEmpty ? nil : file)
  }

  /// The UTF-8 of a row's id.
  func idBytes(_ row: Int) -> ArraySlice<UInt8> { bytes[range(row, 0)] }

  func id(_ row: Int) -> String { text(row, 0) }

  /// The same rows in another order.
  func ordered(by order: [Int32]) -> ItemStore {
    var other = ItemStore()
    other.bytes.reserveCapacity(bytes.count)
    other.ends.reserveCapacity(ends.count)
    for row in order.lazy.map(Int.init) {
      for field in 0..<Self.texts {
        other.bytes += bytes[range(row, field)]
        other.ends.append(UInt32(other.bytes.count))
      }
    }
    func pick<Value>(_ values: [Value]) -> [Value] { order.map { values[Int($0)] } }
    other.years = pick(years)
    other.minutes = pick(minutes)
    other.kinds = pick(kinds)
    other.valence = pick(valence)
    other.arousal = pick(arousal)
    other.energy = pick(energy)
    other.confidences = pick(confidences)
    return other
  }

  private func text(_ row: Int, _ field: Int) -> String {
    String(decoding: bytes[range(row, field)], as: UTF8.self)
  }

  private func range(_ row: Int, _ field: Int) -> Range<Int> {
    let k = row * Self.texts + field
    return (k == 0 ? 0 : Int(ends[k - 1]))..<Int(ends[k])
  }
}
