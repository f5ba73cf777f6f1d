/// A rating somebody gave, and the context it was given in.
public struct RatedItem: Sendable, Hashable {
  /// By any names.
  public let viewer, item: String
  /// What the item is: genres, director.
  public let traits: [String]
  /// What was so at the time, each with its name: `emotion 2`, `time 3`.
  public let context: [String]
  /// On any scale.
  public let rating: Double

  /// A rating; names are compared as they are.
  public init(viewer: String, item: String, traits: [String] = [], context: [String] = [], rating: Double) {
    self.viewer = viewer
    self.item = item
    self.traits = traits
    self.context = context
    self.rating = rating
  }
}

/// What a rating model can be told. A larger penalty trusts the data less.
public struct RatingRecipe: Sendable, Hashable {
  /// Of a viewer's and an item's own level.
  public var viewer = 3.0
  public var item = 5.0
  /// Of a trait's level, and of a viewer's liking for a trait.
  public var trait = 20.0
  public var viewerTrait = 15.0
  /// Of a context's level, and of how a context moves one viewer or the items of one trait.
  public var context = 3.0
  public var viewerContext = 30.0
  public var traitContext = 150.0
  /// Without it the same model knows no context.
  public var usesContext = true

  /// The standard recipe, to be changed one by one.
  public init() {}
}

/// Predicts ratings from viewer, item, traits and context by ridge regression on the presence of each and of their
/// pairs.
///
/// What was never seen adds nothing, so a new viewer gets the item's level and a new item the viewer's.
public struct RatingModel: Sendable {
  private let recipe: RatingRecipe
  private let mean: Double
  private let range: ClosedRange<Double>
  private let columns: [String: Int]
  private let weights: [Double]

  /// Trains on ratings; of none it predicts 0.
  public init(training ratings: [RatedItem], recipe: RatingRecipe = RatingRecipe()) {
    self.recipe = recipe
    mean = ratings.reduce(0) { $0 + $1.rating } / Double(max(1, ratings.count))
    range = (ratings.map(\.rating).min() ?? 0)...(ratings.map(\.rating).max() ?? 0)
    var columns: [String: Int] = [:]
    var penalties: [Double] = []
    let rows = ratings.map { rating in
      Self.terms(rating, recipe).map { term in
        if let column = columns[term.name] { return column }
        columns[term.name] = penalties.count
        penalties.append(term.penalty)
        return penalties.count - 1
      }
    }
    let mean = mean
    weights = RidgeRegression(rows: rows, penalties: penalties).solve(ratings.map { $0.rating - mean })
    self.columns = columns
  }

  /// The rating to expect, within the range of those trained on; the given rating is not looked at.
  public func predict(_ rated: RatedItem) -> Double {
    let sum = Self.terms(rated, recipe).reduce(mean) { sum, term in
      sum + (columns[term.name].map { weights[$0] } ?? 0)
    }
    return min(range.upperBound, max(range.lowerBound, sum))
  }

  private static func terms(_ rated: RatedItem, _ recipe: RatingRecipe) -> [(name: String, penalty: Double)] {
    var terms = [("viewer \(rated.viewer)", recipe.viewer), ("item \(rated.item)", recipe.item)]
    for trait in rated.traits {
      terms.append(("trait \(trait)", recipe.trait))
      terms.append(("viewer \(rated.viewer) trait \(trait)", recipe.viewerTrait))
    }
    guard recipe.usesContext else { return terms }
    for context in rated.context {
      terms.append(("context \(context)", recipe.context))
      terms.append(("viewer \(rated.viewer) context \(context)", recipe.viewerContext))
      for trait in rated.traits {
        terms.append(("trait \(trait) context \(context)", recipe.traitContext))
      }
    }
    return terms
  }
}

/// Ridge regression on rows of zeros and ones, by conjugate gradients (Hestenes & Stiefel 1952).
struct RidgeRegression {
  /// The columns that are 1.
  let rows: [[Int]]
  /// Of each column.
  let penalties: [Double]

  /// The weights that make least of squared errors and penalised weights, to one in a million.
  func solve(_ targets: [Double]) -> [Double] {
    var weights = Array(repeating: 0.0, count: penalties.count)
    var rest = weights
    for (row, target) in zip(rows, targets) { for column in row { rest[column] += target } }
    // Each column is scaled by what it would have on the diagonal (Jacobi).
    var diagonal = penalties
    for row in rows { for column in row { diagonal[column] += 1 } }
    var scaled = zip(rest, diagonal).map { $0 / $1 }
    var direction = scaled
    var product = dot(rest, scaled)
    let enough = 1e-12 * product
    for _ in 0..<1000 where product > enough {
      let moved = multiply(direction)
      let step = product / dot(direction, moved)
      for k in weights.indices {
        weights[k] += step * direction[k]
        rest[k] -= step * moved[k]
        scaled[k] = rest[k] / diagonal[k]
      }
      let next = dot(rest, scaled)
      for k in direction.indices { direction[k] = scaled[k] + next / product * direction[k] }
      product = next
    }
    return weights
  }

  private func multiply(_ vector: [Double]) -> [Double] {
    var result = zip(vector, penalties).map { $0 * $1 }
    for row in rows {
      let sum = row.reduce(0) { $0 + vector[$1] }
      for column in row { result[column] += sum }
    }
    return result
  }
}

/// The sum of products.
func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for k in 0..<min(left.count, right.count) { sum += left[k] * right[k] }
  return sum
}
