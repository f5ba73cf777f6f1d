/// Guesses what others would choose of an item that nobody chose yet, from what its text means.
///
/// A linear map from vectors of texts to vectors of factors, learned from the items that have both (ridge regression; Gantner
/// et al. 2010, *Learning attribute-to-feature mappings for cold-start recommendations*, ICDM).
public struct FactorGuess: Sendable {
  /// A row of ``width`` numbers for each factor.
  private let weights: [Float]
  /// The mean of the factors' vectors.
  private let mean: [Float]
  private let width: Int

  /// Weight of the map's size: chosen on MovieLens.
  public static let regularization = 1.0
  /// From fewer items nothing is learned.
  public static let fewestItems = 50

  /// Learns the map; costs `items · width²`.
  ///
  /// - Returns: `nil` with fewer than ``fewestItems`` items that have both.
  public init?(from meanings: ItemMeanings, to factors: ItemFactors) {
    let (width, size) = (meanings.width, factors.recipe.factors)
    let places = Dictionary(meanings.ids.enumerated().map { ($1, $0) }) { first, _ in first }
    let both = factors.ids.indices.compactMap { position in
      places[factors.ids[position]].map { (factor: position, meaning: $0) }
    }
    guard both.count >= Self.fewestItems, width > 0 else { return nil }
    var mean = Array(repeating: 0.0, count: size)
    for pair in both {
      for (k, value) in factors.vector(pair.factor).enumerated() {
        mean[k] += Double(value) / Double(both.count)
      }
    }
    var matrix = SymmetricMatrix(size: width, diagonal: Self.regularization)
    var right = Array(repeating: Array(repeating: 0.0, count: width), count: size)
    for pair in both {
      let vector = meanings.vector(pair.meaning)
      matrix.add(vector, weight: 1)
      for (k, value) in factors.vector(pair.factor).enumerated() {
        let wanted = Double(value) - mean[k]
        right[k].withUnsafeMutableBufferPointer { right in
          for column in 0..<width { right[column] += wanted * Double(vector[column]) }
        }
      }
    }
    let triangle = matrix.factored()
    weights = right.flatMap { triangle.solve($0).map(Float.init) }
    self.mean = mean.map(Float.init)
    self.width = width
  }

  /// What a viewer's vector says of texts: the guess of an item is the product with its text's vector.
  func taste(of viewer: FactorViewer) -> GuessedTaste {
    var sum = Array(repeating: Float(0), count: width)
    var offset: Float = 0
    for (k, value) in viewer.vector.enumerated() {
      offset += value * mean[k]
      for column in 0..<width { sum[column] += value * weights[k * width + column] }
    }
    return GuessedTaste(
      profile: MeaningProfile(sum, normalized: false), offset: Double(offset) - viewer.mean,
      deviation: viewer.deviation)
  }
}

/// What is guessed of a viewer.
struct GuessedTaste: Sendable {
  fileprivate let profile: MeaningProfile
  fileprivate let offset, deviation: Double

  /// On the scale of `ItemFactors.score(position:for:)`.
  func score(_ position: Int, in meanings: ItemMeanings) -> Double {
    (meanings.likeness(position, to: profile) + offset) / deviation
  }
}
