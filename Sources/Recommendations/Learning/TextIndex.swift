import Foundation

/// What items say of themselves, as vectors of weighted words: TF-IDF with the cosine as likeness
/// (Salton & Buckley 1988, *Term-weighting approaches in automatic text retrieval*).
///
/// A word in a title, a creator's name or a tag counts as three different words. Words are kept as hashes with four
/// places an item (Weinberger et al. 2009, *Feature hashing for large scale multitask learning*), so that the index of
/// a million items takes 100 MB and needs no dictionary.
public struct TextIndex: Sendable {
  /// The vector of row `i` is at `starts[i]..<starts[i + 1]` in ``words`` and ``weights``, and has length 1.
  private var starts: [UInt32] = [0]
  private var words: [UInt32] = []
  private var weights: [Float] = []
  /// Number of different words there can be, a power of two.
  private var places = 1 << 14

  /// The index of some texts; row `i` is the `i`-th.
  public init(_ texts: some Sequence<ItemText>) {
    for text in texts { append(text) }
    weigh()
  }

  /// An index to be filled with ``append(_:)`` and finished with ``weigh()``.
  init() {}

  mutating func append(_ text: ItemText) {
    words += text.words
    starts.append(UInt32(words.count))
  }

  /// Weighs the words by how rare they are – what every row has says nothing – and brings every row to length 1.
  mutating func weigh() {
    let total = starts.count - 1
    while places < 4 * total && places < 1 << 22 { places *= 2 }
    var counts = Array(repeating: UInt32(0), count: places)
    for k in words.indices {
      words[k] &= UInt32(places - 1)
      counts[Int(words[k])] += 1
    }
    let rarity = counts.map { $0 == 0 ? 0 : Float(log(Double(total) / Double($0))) }
    weights = words.map { rarity[Int($0)] }
    for row in 0..<total {
      let range = Int(starts[row])..<Int(starts[row + 1])
      let length = range.reduce(Float(0)) { $0 + weights[$1] * weights[$1] }.squareRoot()
      if length > 0 { for k in range { weights[k] /= length } }
    }
  }

  /// The index in which row `i` is row `order[i]` of this one.
  func ordered(by order: [Int32]) -> TextIndex {
    var other = self
    other.starts = [0]
    other.starts.reserveCapacity(starts.count)
    var position = 0
    for row in order {
      let range = Int(starts[Int(row)])..<Int(starts[Int(row) + 1])
      for k in range {
        other.words[position] = words[k]
        other.weights[position] = weights[k]
        position += 1
      }
      other.starts.append(UInt32(position))
    }
    return other
  }

  /// Number of rows.
  public var count: Int { starts.count - 1 }

  /// What the chosen rows have in common, as a vector of length 1; with `summing` as the sum of their vectors, which
  /// grows with every row.
  public func profile(of chosen: [(row: Int, weight: Double)], summing: Bool = false) -> TextProfile {
    var sums = SparseNumbers(expecting: 16 * chosen.count)
    for (row, weight) in chosen {
      for k in Int(starts[row])..<Int(starts[row + 1]) { sums.add(Float(weight) * weights[k], at: words[k]) }
    }
    let length = summing ? 1 : sums.values.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    if length > 0 && length != 1 { sums.change { $0 / length } }
    return TextProfile(weights: sums)
  }

  /// The cosine of the angle between a row and a profile: 1 for the same words, 0 for none in common; negative where
  /// the profile is of what was skipped.
  public func likeness(row: Int, to profile: TextProfile) -> Double {
    guard profile.weights.count > 0 else { return 0 }
    var sum: Float = 0
    for k in Int(starts[row])..<Int(starts[row + 1]) { sum += weights[k] * profile.weights[words[k]] }
    return Double(sum)
  }

  /// The cosine of the angle between two rows, 0…1.
  public func likeness(_ left: Int, _ right: Int) -> Double {
    var sum: Float = 0
    for k in Int(starts[left])..<Int(starts[left + 1]) {
      // A row has a dozen words: looking through them costs less than a table of them.
      for other in Int(starts[right])..<Int(starts[right + 1]) where words[other] == words[k] {
        sum += weights[k] * weights[other]
        break
      }
    }
    return Double(sum)
  }
}

/// The weighted words of what somebody chose.
public struct TextProfile: Sendable {
  /// Of each word.
  let weights: SparseNumbers
}

/// The texts of an item.
public struct ItemText: Sendable {
  /// Hashes of the words, each with its field before it, once and in order.
  let words: [UInt32]

  /// - Parameters:
  ///   - tags: taken whole, not word by word.
  ///   - text: any description.
  public init(title: String, creator: String = "", tags: [String] = [], text: String = "", year: Int? = nil) {
    var words: Set<UInt32> = []
    func add(_ field: String, _ word: some StringProtocol) {
      let hash = RandomStream.hash("\(field) \(word)".utf8)
      words.insert(UInt32(truncatingIfNeeded: hash ^ hash >> 32))
    }
    func addWords(_ field: String, _ text: String) {
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        add(field, word)
      }
    }
    addWords("title", title)
    addWords("text", text)
    if !creator.isEmpty { add("creator", creator.lowercased()) }
    for tag in tags { add("tag", tag.lowercased()) }
    if let year { add("year", String(year / 5)) }
    self.words = words.sorted()
  }

  init(_ item: Item) {
    self.init(title: item.title, creator: item.creator, tags: item.tags, text: item.why, year: item.year)
  }
}
