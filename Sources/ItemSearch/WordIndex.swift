import Foundation
import Recommendations

/// Which items have which words, and how much a word says.
///
/// A word says the more the rarer it is, by BM25's inverse document frequency (Robertson & Zaragoza 2009, *The
/// probabilistic relevance framework*). How often it comes in an item does not matter, for an item says little of itself,
/// and where it comes does: in full in a title or a maker's name, less in a tag, and less again in the sentence that says
/// why.
struct WordIndex: Sendable {
  /// Of each stem its place among the stems.
  private var places: [UInt64: Int32] = [:]
  /// The items with stem `k` are at `starts[k]..<starts[k + 1]` in ``rows`` and ``weights``.
  private var starts: [Int] = [0]
  private var rows: [Int32] = []
  private var weights: [Float] = []
  private let count: Int

  private static let (inTitle, inTag, inWhy): (Float, Float, Float) = (1, 0.8, 0.6)

  /// - Parameter items: row `i` is the `i`-th.
  init(_ items: some Collection<Item>) {
    count = items.count
    var entries: [(place: Int32, row: Int32, weight: Float)] = []
    entries.reserveCapacity(16 * count)
    for (row, item) in items.enumerated() {
      var known: [Int32: Float] = [:]
      func add(_ text: String, _ weight: Float) {
        SearchWords.forEach(in: text) { word in
          let stem = SearchWords.stem(word)
          let place = places[stem] ?? Int32(places.count)
          places[stem] = place
          known[place] = max(known[place] ?? 0, weight)
        }
      }
      add(item.title, Self.inTitle)
      if item.creator != Item.unknownCreator { add(item.creator, Self.inTitle) }
      for tag in item.tags { add(tag, Self.inTag) }
      add(item.why, Self.inWhy)
      for (place, weight) in known { entries.append((place, Int32(row), weight)) }
    }
    starts = [Int](repeating: 0, count: places.count + 1)
    for entry in entries { starts[Int(entry.place) + 1] += 1 }
    for place in 0..<places.count { starts[place + 1] += starts[place] }
    var next = starts
    rows = [Int32](repeating: 0, count: entries.count)
    weights = [Float](repeating: 0, count: entries.count)
    for entry in entries {
      let position = next[Int(entry.place)]
      (rows[position], weights[position]) = (entry.row, entry.weight)
      next[Int(entry.place)] += 1
    }
  }

  /// Of each row what part of the words it has, weighed by how much they say: 0…1. A word that no item has counts as a
  /// rare one that is missing.
  ///
  /// - Parameter words: in small letters without accents.
  func shares(of words: [String]) -> [Float] {
    var shares = [Float](repeating: 0, count: count)
    let stems = Set(words.map { SearchWords.stem(Array($0.utf8)[...]) })
    var total: Float = 0
    for stem in stems.sorted() {
      let range = places[stem].map { starts[Int($0)]..<starts[Int($0) + 1] } ?? 0..<0
      let rarity = log(1 + (Float(count - range.count) + 0.5) / (Float(range.count) + 0.5))
      total += rarity
      for position in range { shares[Int(rows[position])] += rarity * weights[position] }
    }
    guard total > 0 else { return shares }
    for row in shares.indices where shares[row] > 0 { shares[row] /= total }
    return shares
  }
}
