/// What a list already has, and what another of the same costs.
///
/// The cost of an item never falls while the list grows, so the scores fall from top to bottom.
struct Variety {
  private let weights: Weights
  private var kinds = Array(repeating: 0, count: ItemKind.allCases.count)
  private var creators: [Int: Int] = [:]

  init(_ weights: Weights) { self.weights = weights }

  /// What an item costs now, 0 or more.
  func cost(kind: Int, creator: Int) -> Double {
    let ofKind = Double(min(8, kinds[kind]))
    let ofCreator = Double(min(3, creators[creator] ?? 0))
    return ofKind * weights.sameKind + ofCreator * weights.sameCreator
  }

  /// Whether the list has something by a creator.
  func has(creator: Int) -> Bool { creators[creator] != nil }

  mutating func add(kind: Int, creator: Int) {
    kinds[kind] += 1
    creators[creator, default: 0] += 1
  }
}
