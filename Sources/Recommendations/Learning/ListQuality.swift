import Foundation

/// What nDCG does not tell of lists: how much of the catalogue they use, how unusual, how varied and how much led by
/// what is popular anyway.
public struct ListQuality: Sendable, Codable, Hashable {
  /// Share of the catalogue that stands in at least one list, 0…1.
  public let coverage: Double
  /// Mean of −log₂ of the share of viewers who chose an item: 0 for what all chose.
  public let novelty: Double
  /// Mean unlikeness of two items of a list, 0…1.
  public let diversity: Double
  /// Mean place of the listed items among all by popularity, from 0 (rarest) to 1 (most popular).
  public let popularity: Double

  /// - Parameters:
  ///   - lists: rows of the catalogue.
  ///   - choices: of each row, by how many viewers it was chosen.
  ///   - viewers: how many there are.
  ///   - likeness: of two rows, 0…1.
  public init(
    of lists: [[Int]], choices: [Int], viewers: Int, likeness: (Int, Int) -> Double
  ) {
    let shown = lists.flatMap { $0 }
    coverage = Double(Set(shown).count) / Double(max(1, choices.count))
    let ordered = choices.indices.sorted { (choices[$0], $0) < (choices[$1], $1) }
    var place = Array(repeating: 0.0, count: choices.count)
    for (position, row) in ordered.enumerated() {
      place[row] = Double(position) / Double(max(1, choices.count - 1))
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    popularity = mean(shown.map { place[$0] })
    novelty = mean(
      shown.map { -log2((Double(choices[$0]) + 0.5) / (Double(viewers) + 1)) })
    diversity = mean(
      lists.filter { $0.count > 1 }.map { list in
        var unlike: [Double] = []
        for (k, left) in list.enumerated() {
          for right in list.dropFirst(k + 1) { unlike.append(1 - likeness(left, right)) }
        }
        return mean(unlike)
      })
  }
}
