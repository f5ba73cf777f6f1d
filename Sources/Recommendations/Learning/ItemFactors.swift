/// A vector for each item, learned from what many viewers chose, so that a viewer's vector times an item's says how
/// likely the choice is.
///
/// Items are known by their ids, because the catalogue changes between two trainings; an item nobody chose is not
/// among them and has no opinion of its own.
public struct ItemFactors: Sendable, Codable, Hashable {
  /// What it was trained with.
  public let recipe: FactorRecipe
  /// Of the items with a vector.
  public let ids: [String]
  /// One vector after another, `recipe.factors` numbers each.
  let vectors: [Float]
  /// The sum of `v · vᵀ` of all vectors.
  let gram: SymmetricMatrix
  /// The mean of all vectors.
  let mean: [Double]

  init(recipe: FactorRecipe, ids: [String], vectors: [Float]) {
    let size = recipe.factors
    var gram = SymmetricMatrix(size: size, diagonal: 0)
    var mean = Array(repeating: 0.0, count: size)
    for row in ids.indices {
      let vector = vectors[row * size..<(row + 1) * size]
      gram.add(vector, weight: 1)
      for (k, value) in vector.enumerated() { mean[k] += Double(value) / Double(max(1, ids.count)) }
    }
    self.recipe = recipe
    self.ids = ids
    self.vectors = vectors
    self.gram = gram
    self.mean = mean
  }

  /// The vector of the item at a position in ``ids``.
  func vector(_ position: Int) -> ArraySlice<Float> {
    vectors[position * recipe.factors..<(position + 1) * recipe.factors]
  }

  /// The vector of a viewer from what was chosen: the exact solution of one half step of the training, so that every
  /// interaction counts at once.
  ///
  /// - Parameter chosen: positions in ``ids`` with weights, 1 for a choice that counts in full.
  public func viewer(choosing chosen: [(position: Int, weight: Double)]) -> FactorViewer {
    var matrix = gram
    matrix.addDiagonal(recipe.regularization)
    var right = Array(repeating: 0.0, count: recipe.factors)
    for (position, weight) in chosen {
      let vector = vectors[position * recipe.factors..<(position + 1) * recipe.factors]
      matrix.add(vector, weight: recipe.confidence * weight)
      for (k, value) in vector.enumerated() { right[k] += weight * (1 + recipe.confidence) * Double(value) }
    }
    return FactorViewer(matrix.factored().solve(right), of: self)
  }

  /// How much likelier an item is than the mean item, in standard deviations of all items.
  public func score(position: Int, for viewer: FactorViewer) -> Double {
    let size = recipe.factors
    var sum: Float = 0
    vectors.withUnsafeBufferPointer { vectors in
      viewer.vector.withUnsafeBufferPointer { viewer in
        let start = position * size
        for k in 0..<size { sum += vectors[start + k] * viewer[k] }
      }
    }
    return (Double(sum) - viewer.mean) / viewer.deviation
  }
}

/// A viewer's vector, and the mean and deviation of its products with all items.
public struct FactorViewer: Sendable {
  let vector: [Float]
  let mean, deviation: Double

  init(_ vector: [Double], of factors: ItemFactors) {
    self.vector = vector.map(Float.init)
    let mean = zip(vector, factors.mean).reduce(0) { $0 + $1.0 * $1.1 }
    let square = factors.gram.form(vector) / Double(max(1, factors.ids.count))
    self.mean = mean
    deviation = max(1e-9, max(0, square - mean * mean).squareRoot())
  }
}
