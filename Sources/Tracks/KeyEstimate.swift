/// The key that pitches fit best, by the profiles of Krumhansl & Kessler 1982 (*Tracing the dynamic changes in perceived
/// tonal organization*, Psychological Review 89:334) and the method of Krumhansl 1990 (*Cognitive foundations of musical
/// pitch*): the one of 24 turned profiles with the highest correlation.
package struct KeyEstimate: Hashable, Sendable {
  /// 0 for C … 11 for B.
  package let tonic: Int
  package let isMajor: Bool
  /// Correlation with its profile, −1…1.
  package let clarity: Double
  /// Correlation of the best major key less that of the best minor key.
  package let mode: Double

  static let major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
  static let minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]

  /// The names of the pitch classes.
  package static let names = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]

  /// - Parameter chroma: twelve strengths from C on.
  /// - Returns: `nil` if all are alike, as where there is no sound.
  package init?(chroma: [Double]) {
    let mean = chroma.reduce(0, +) / 12
    let spread = chroma.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard chroma.count == 12, spread > 1e-12 * max(mean * mean, 1e-12) else { return nil }
    func best(_ profile: [Double]) -> (tonic: Int, correlation: Double) {
      let middle = profile.reduce(0, +) / 12
      let width = profile.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      let all = (0..<12).map { tonic in
        (0..<12).reduce(0) { $0 + (profile[$1] - middle) * (chroma[($1 + tonic) % 12] - mean) }
          / (spread * width).squareRoot()
      }
      let tonic = (0..<12).max { all[$0] < all[$1] } ?? 0
      return (tonic, all[tonic])
    }
    let (bright, dark) = (best(Self.major), best(Self.minor))
    isMajor = bright.correlation >= dark.correlation
    tonic = isMajor ? bright.tonic : dark.tonic
    clarity = max(bright.correlation, dark.correlation)
    mode = bright.correlation - dark.correlation
  }
}
