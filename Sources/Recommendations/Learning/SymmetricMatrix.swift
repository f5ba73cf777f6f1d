/// A symmetric, positive definite matrix, row by row, and what is solved with it.
///
/// Plain loops: the largest here has a few hundred rows.
struct SymmetricMatrix: Sendable, Hashable, Codable {
  let size: Int
  private(set) var values: [Double]

  /// A multiple of the identity.
  init(size: Int, diagonal: Double) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
    for row in 0..<size { values[row * size + row] = diagonal }
  }

  subscript(row: Int, column: Int) -> Double { values[row * size + column] }

  /// Adds `weight · vector · vectorᵀ`.
  mutating func add(_ vector: some Collection<Float>, weight: Double) {
    add(vector.map(Double.init), weight: weight)
  }

  /// Adds `weight · vector · vectorᵀ`.
  mutating func add(_ vector: [Double], weight: Double) {
    precondition(vector.count == size, "a vector of \(vector.count) for a matrix of \(size)")
    let size = size
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<size {
        let scaled = weight * vector[row]
        if scaled == 0 { continue }
        for column in 0..<size { values[row * size + column] += scaled * vector[column] }
      }
    }
  }

  /// Adds to every number on the diagonal.
  mutating func addDiagonal(_ value: Double) {
    for row in 0..<size { values[row * size + row] += value }
  }

  /// `vectorᵀ · matrix · vector`.
  func form(_ vector: [Double]) -> Double {
    var sum = 0.0
    for row in 0..<size where vector[row] != 0 {
      var product = 0.0
      for column in 0..<size { product += values[row * size + column] * vector[column] }
      sum += vector[row] * product
    }
    return sum
  }

  /// The lower triangle L with L·Lᵀ = matrix (Cholesky).
  func factored() -> LowerTriangle { LowerTriangle(values, size: size) }
}

/// The Cholesky factor of a symmetric matrix.
struct LowerTriangle: Sendable {
  let size: Int
  private let values: [Double]

  fileprivate init(_ matrix: [Double], size: Int) {
    self.size = size
    var lower = matrix
    lower.withUnsafeMutableBufferPointer { lower in
      for row in 0..<size {
        for column in 0...row {
          var sum = lower[row * size + column]
          for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
          // A matrix that is positive definite on paper may miss it by a rounding.
          lower[row * size + column] =
            row == column ? max(sum, 1e-12).squareRoot() : sum / lower[column * size + column]
        }
      }
    }
    values = lower
  }

  /// The `x` with matrix · x = `right`.
  func solve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<size {
      for k in 0..<row { solution[row] -= values[row * size + k] * solution[k] }
      solution[row] /= values[row * size + row]
    }
    return transposedSolve(solution)
  }

  /// The `x` with Lᵀ · x = `right`: of standard normal numbers it makes ones whose covariance is the inverse matrix.
  func transposedSolve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(size, row + 1) { solution[row] -= values[k * size + row] * solution[k] }
      solution[row] /= values[row * size + row]
    }
    return solution
  }
}
