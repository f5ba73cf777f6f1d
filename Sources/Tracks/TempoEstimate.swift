import Foundation

/// The beat of a piece of an onset curve, by autocorrelation; of several periods that fit, those near 120 beats a minute are
/// preferred, as listeners prefer them (Ellis 2007, *Beat tracking by dynamic programming*, J. New Music Research 36:51).
package struct TempoEstimate: Hashable, Sendable {
  /// Beats a minute, 40…220.
  package let beatsAMinute: Double
  /// How much of the curve repeats with the beat, 0…1.
  package let pulse: Double

  static let range = 40.0...220.0
  static let preferred = 120.0
  /// Width of the preference in octaves.
  static let octaves = 1.0

  /// - Parameters:
  ///   - onsets: how much begins to sound, evenly in time.
  ///   - rate: values a second.
  /// - Returns: `nil` if nothing changes, or the curve is shorter than two slow beats.
  package init?(onsets: [Float], rate: Double) {
    let count = onsets.count
    let longest = Int(60 / Self.range.lowerBound * rate) + 1
    guard count > 2 * longest else { return nil }
    let mean = onsets.reduce(0, +) / Float(count)
    let curve = onsets.map { $0 - mean }
    func product(_ lag: Int) -> Double {
      var sum: Float = 0
      for index in 0..<count - lag { sum += curve[index] * curve[index + lag] }
      // Longer lags have fewer products.
      return Double(sum) * Double(count) / Double(count - lag)
    }
    let power = product(0)
    guard power > 1e-9 * Double(count) else { return nil }
    let shortest = Int(60 / Self.range.upperBound * rate)
    let products = (0...longest + 1).map { $0 < shortest - 1 ? 0 : product($0) / power }
    func score(_ lag: Int) -> Double {
      let distance = log2(60 * rate / Double(lag) / Self.preferred) / Self.octaves
      return products[lag] * exp(-0.5 * distance * distance)
    }
    let peaks = (shortest...longest).filter {
      products[$0] > 0 && products[$0] >= products[$0 - 1] && products[$0] >= products[$0 + 1]
    }
    guard let lag = peaks.max(by: { score($0) < score($1) }) else { return nil }
    let period = Self.refined(lag, products: products, limit: count / 2) { product($0) / power }
    beatsAMinute = min(Self.range.upperBound, max(Self.range.lowerBound, 60 * rate / period))
    pulse = min(1, max(0, products[lag]))
  }

  /// The period between whole lags: of a multiple of it the same error counts for less.
  private static func refined(
    _ lag: Int, products: [Double], limit: Int, product: (Int) -> Double
  ) -> Double {
    var period = Double(lag) + offset(products[lag - 1], products[lag], products[lag + 1])
    for multiple in [2.0, 4.0] where Int(period * multiple) + 2 < limit {
      let middle = Int((period * multiple).rounded())
      let near = (middle - 2...middle + 2).map(product)
      guard let top = (1...3).max(by: { near[$0] < near[$1] }), near[top] > 0.3 * products[lag],
        near[top] >= near[top - 1], near[top] >= near[top + 1]
      else { break }
      period =
        (Double(middle - 2 + top) + offset(near[top - 1], near[top], near[top + 1])) / multiple
    }
    return period
  }

  /// Where the parabola through three values has its top, from the middle one.
  private static func offset(_ before: Double, _ middle: Double, _ after: Double) -> Double {
    let curvature = before - 2 * middle + after
    return curvature < -1e-12 ? min(0.5, max(-0.5, 0.5 * (before - after) / curvature)) : 0
  }
}
