import Emotions
import Foundation
import Tracks

/// The plain model beside the network: a linear one of the mean features, by least squares with a little of the weights' own
/// squares (Hoerl & Kennard 1970). It knows nothing of order.
public struct RidgeBaseline: Sendable {
  private let mean, deviation: [Double]
  /// Of valence and of arousal: a weight for each feature, and the constant.
  private let weights: [[Double]]

  /// - Parameter penalty: in clips; one hardly matters among hundreds.
  public init(_ clips: [ClipSet.Clip], penalty: Double = 1) {
    let rows = clips.map(\.mean.values)
    let count = Double(rows.count)
    let indices = TrackWindow.names.indices
    let mean = indices.map { index in rows.reduce(0) { $0 + $1[index] } / count }
    let deviation = indices.map { index in
      let square = rows.reduce(0) { $0 + ($1[index] - mean[index]) * ($1[index] - mean[index]) } / count
      return max(1e-6, square.squareRoot())
    }
    (self.mean, self.deviation) = (mean, deviation)
    let inputs = rows.map { Self.normal($0, mean, deviation) }
    let size = indices.count + 1
    var square = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in inputs {
      for i in 0..<size { for j in 0..<size { square[i][j] += row[i] * row[j] } }
    }
    for i in 0..<size - 1 { square[i][i] += penalty }
    weights = [\Affect.valence, \Affect.arousal].map { axis in
      var right = [Double](repeating: 0, count: size)
      for (row, clip) in zip(inputs, clips) {
        for i in 0..<size { right[i] += row[i] * clip.label[keyPath: axis] }
      }
      return Self.solve(square, right)
    }
  }

  /// Where a clip lies by its mean features.
  public func place(_ clip: ClipSet.Clip) -> Affect {
    let row = Self.normal(clip.mean.values, mean, deviation)
    let values = weights.map { zip($0, row).reduce(0) { $0 + $1.0 * $1.1 } }
    return Affect(valence: values[0], arousal: values[1])
  }

  private static func normal(_ row: [Double], _ mean: [Double], _ deviation: [Double]) -> [Double] {
    row.indices.map { (row[$0] - mean[$0]) / deviation[$0] } + [1]
  }

  /// Gauss's elimination of a positive definite matrix.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (a, b) = (matrix, right)
    for pivot in b.indices {
      for row in b.indices where row > pivot {
        let factor = a[row][pivot] / a[pivot][pivot]
        for column in pivot..<b.count { a[row][column] -= factor * a[pivot][column] }
        b[row] -= factor * b[pivot]
      }
    }
    for pivot in b.indices.reversed() {
      for column in b.indices where column > pivot { b[pivot] -= a[pivot][column] * b[column] }
      b[pivot] /= a[pivot][pivot]
    }
    return b
  }
}
