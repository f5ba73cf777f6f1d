/// What a factorisation can be told.
public struct FactorRecipe: Sendable, Codable, Hashable {
  /// Numbers of a vector.
  public var factors = 64
  /// Weight of the vectors' lengths.
  public var regularization = 0.01
  /// How much more a choice counts than its absence.
  public var confidence = 1.0
  /// How often viewers and items are solved for in turn.
  public var rounds = 15
  /// Of the first vectors.
  public var seed: UInt64 = 42

  /// The standard recipe, to be changed one by one.
  public init() {}
}

/// Who chose what; a viewer is any number.
public struct Choice: Sendable, Hashable {
  /// Any number.
  public let viewer: Int
  /// The item's `id`.
  public let itemID: String

  /// A viewer chose an item.
  public init(viewer: Int, itemID: String) {
    self.viewer = viewer
    self.itemID = itemID
  }
}

extension ItemFactors {
  /// Factors from choices by alternating least squares (Hu, Koren & Volinsky 2008, *Collaborative filtering for
  /// implicit feedback datasets*, ICDM).
  ///
  /// Costs `rounds · (choices · factors² + (viewers + items) · factors³)`. The order of the choices does not matter.
  /// - Returns: `nil` without choices.
  public init?(training choices: [Choice], recipe: FactorRecipe = FactorRecipe()) {
    let unique = Set(choices)
    guard !unique.isEmpty, recipe.factors > 0 else { return nil }
    let ids = Set(unique.map(\.itemID)).sorted()
    let viewers = Set(unique.map(\.viewer)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let rows = Dictionary(uniqueKeysWithValues: viewers.enumerated().map { ($1, $0) })
    var ofViewer = Array(repeating: [Int](), count: viewers.count)
    var ofItem = Array(repeating: [Int](), count: ids.count)
    for choice in unique {
      guard let viewer = rows[choice.viewer], let item = positions[choice.itemID] else { continue }
      ofViewer[viewer].append(item)
      ofItem[item].append(viewer)
    }
    for row in ofViewer.indices { ofViewer[row].sort() }
    for row in ofItem.indices { ofItem[row].sort() }
    var random = RandomStream(seed: recipe.seed)
    var items = (0..<ids.count * recipe.factors).map { _ in Float(0.01 * random.normal()) }
    for _ in 0..<recipe.rounds {
      let viewers = Self.solve(ofViewer, against: items, recipe)
      items = Self.solve(ofItem, against: viewers, recipe)
    }
    self.init(recipe: recipe, ids: ids, vectors: items)
  }

  /// One half of a round: a vector for each row of `chosen`, with the other side's vectors held still.
  private static func solve(_ chosen: [[Int]], against others: [Float], _ recipe: FactorRecipe) -> [Float] {
    let size = recipe.factors
    var gram = SymmetricMatrix(size: size, diagonal: recipe.regularization)
    for row in 0..<others.count / size { gram.add(others[row * size..<(row + 1) * size], weight: 1) }
    var solved: [Float] = []
    solved.reserveCapacity(chosen.count * size)
    for list in chosen {
      var matrix = gram
      var right = Array(repeating: 0.0, count: size)
      for row in list {
        let vector = others[row * size..<(row + 1) * size]
        matrix.add(vector, weight: recipe.confidence)
        for (k, value) in vector.enumerated() { right[k] += (1 + recipe.confidence) * Double(value) }
      }
      solved += matrix.factored().solve(right).map(Float.init)
    }
    return solved
  }
}
