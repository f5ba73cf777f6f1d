/// What the viewers of a server choose, seen from the rows of one catalogue.
struct Community: Sendable {
  private let factors: ItemFactors
  /// Position in the factors of each row that has one.
  private let positions: [Int: Int]

  init(_ factors: ItemFactors, in columns: CatalogueColumns) {
    self.factors = factors
    var positions: [Int: Int] = [:]
    for (position, id) in factors.ids.enumerated() {
      if let row = columns.row(of: id) { positions[row] = position }
    }
    self.positions = positions
  }

  /// What the community says to a viewer, newest verdicts first; `nil` if it knows none of what was liked.
  func taste(of verdicts: [History.Verdict]) -> CommunityTaste? {
    let known = verdicts.lazy.filter { $0.weight > 0 }.compactMap { positions[$0.row] }
    let chosen = known.enumerated().map { (position: $1, weight: HybridTaste.weight(age: $0)) }
    guard !chosen.isEmpty else { return nil }
    return CommunityTaste(factors: factors, positions: positions, viewer: factors.viewer(choosing: chosen))
  }
}

/// What a community says to one viewer.
struct CommunityTaste {
  fileprivate let factors: ItemFactors
  fileprivate let positions: [Int: Int]
  fileprivate let viewer: FactorViewer

  /// In standard deviations, 0 for what nobody chose: two of them say as much as half of all that can be said.
  func score(row: Int) -> Double {
    guard let position = positions[row] else { return 0 }
    return factors.score(position: position, for: viewer) / Self.spread
  }

  /// The rows with the highest scores, in any order.
  func best(_ most: Int) -> [Int] {
    let scored = positions.map { row, position in
      (row: row, score: factors.score(position: position, for: viewer))
    }
    guard scored.count > most else { return scored.map(\.row) }
    return scored.sorted { ($1.score, $0.row) < ($0.score, $1.row) }.prefix(most).map(\.row)
  }

  private static let spread = 2.0
}

extension ItemFactors {
  /// Fewer viewers are no community: what others chose would be what one certain person chose. Our judgement.
  public static let fewestViewers = 5
  /// A viewer with fewer choices says nothing of what goes with what.
  public static let fewestChoices = 3

  /// Factors of a server's viewers, as many as their choices can carry; `nil` with fewer than ``fewestViewers`` who chose
  /// ``fewestChoices`` items or more.
  public init?(community choices: [Choice]) {
    let viewers = Dictionary(grouping: Set(choices), by: \.viewer).filter {
      $0.value.count >= Self.fewestChoices
    }
    guard viewers.count >= Self.fewestViewers else { return nil }
    let known = viewers.values.flatMap { $0 }
    var recipe = FactorRecipe()
    recipe.factors = known.count < 2_000 ? 8 : known.count < 20_000 ? 16 : 32
    self.init(training: known, recipe: recipe)
  }
}
