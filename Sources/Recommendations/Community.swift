/// What the viewers of a server choose, seen from the rows of one catalogue.
struct Community: Sendable {
  private let factors: ItemFactors
  /// Position in the factors of each row that has one.
  private let positions: [Int: Int]
  private let guess: FactorGuess?

  init(_ factors: ItemFactors, guess: FactorGuess?, in columns: CatalogueColumns) {
    self.factors = factors
    self.guess = guess
    var positions: [Int: Int] = [:]
    for (position, id) in factors.ids.enumerated() {
      if let row = columns.row(of: id) { positions[row] = position }
    }
    self.positions = positions
  }

  /// What the community says to a viewer, newest verdicts first; `nil` if it knows none of what was liked.
  ///
  /// - Parameter meanings: of the rows, for those that nobody chose.
  func taste(of verdicts: [History.Verdict], meanings: RowMeanings?) -> CommunityTaste? {
    let known = verdicts.lazy.filter { $0.weight > 0 }.compactMap { positions[$0.row] }
    let chosen = known.enumerated().map { (position: $1, weight: HybridTaste.weight(age: $0)) }
    guard !chosen.isEmpty else { return nil }
    let viewer = factors.viewer(choosing: chosen)
    return CommunityTaste(
      factors: factors, positions: positions, viewer: viewer, guessed: guess?.taste(of: viewer),
      meanings: meanings)
  }
}

/// What a community says to one viewer.
struct CommunityTaste {
  fileprivate let factors: ItemFactors
  fileprivate let positions: [Int: Int]
  fileprivate let viewer: FactorViewer
  fileprivate let guessed: GuessedTaste?
  fileprivate let meanings: RowMeanings?

  /// In standard deviations: two of them say as much as half of all that can be said. What nobody chose is guessed by what
  /// its text means, and 0 where that is not known.
  func score(row: Int) -> Double {
    if let position = positions[row] { return factors.score(position: position, for: viewer) / Self.spread }
    guard let guessed, let meanings, let position = meanings.position(row: row) else { return 0 }
    return guessed.score(position, in: meanings.items) / Self.spread
  }

  /// Whether nobody chose a row yet.
  func isGuess(row: Int) -> Bool { positions[row] == nil }

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
