import Foundation

/// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten.
package struct AxisTicks: Hashable, Sendable {
  /// From the first tick at or below the smallest value to the first at or above the largest.
  package let values: [Double]
  /// The values as text, all with as many decimals as the step needs.
  package let texts: [String]

  /// Ticks for values from `low` to `high`, about `count` of them.
  package init(from low: Double, to high: Double, count: Int = 5) {
    let span = high > low ? high - low : max(abs(high), 1)
    let raw = span / Double(max(count, 1))
    let power = pow(10, floor(log10(raw)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= raw * (1 - 1e-9) } ?? raw
    let first = Int((low / step + 1e-9).rounded(.down))
    let last = max(Int((high / step - 1e-9).rounded(.up)), first + 1)
    values = (first...last).map { Double($0) * step }
    let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
    texts = values.map { String(format: "%.\(decimals)f", $0) }
  }
}
