import Emotions
import Foundation

/// Draws rows so that rare classes come up more often than they are.
package struct BalancedSampling: Sendable {
  /// Where each row's share ends; the last is the number of rows. Empty when all rows weigh the same.
  private let ends: [Double]
  private let count: Int

  /// - Parameter power: rows weigh (1 / rows of their class) to this power: 0 draws each once, 1 every class
  ///   equally often.
  package init(_ rows: [FaceRow], power: Float) {
    count = rows.count
    guard power > 0 else {
      ends = []
      return
    }
    let classes = rows.map { row in
      row.label?.index ?? row.target.flatMap { target in target.indices.max { target[$0] < target[$1] } } ?? 0
    }
    var support = [Double](repeating: 0, count: Emotion.allCases.count)
    for index in classes { support[index] += 1 }
    let weights = classes.map { pow(support[$0], -Double(power)) }
    let scale = Double(rows.count) / weights.reduce(0, +)
    var sum = 0.0
    ends = weights.map { weight in
      sum += weight * scale
      return sum
    }
  }

  /// As many rows as there are, each as often as its weight says, rounded up or down: one draw, evenly spaced.
  ///
  /// - Parameter offset: where the first falls, 0..<1; drawn anew for each epoch.
  package func draw(at offset: Float) -> [Int] {
    guard !ends.isEmpty else { return Array(0..<count) }
    var row = 0
    return (0..<count).map { position in
      let point = Double(position) + Double(offset)
      while row < count - 1, ends[row] <= point { row += 1 }
      return row
    }
  }
}
