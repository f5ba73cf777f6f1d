/// A point on the valence/arousal plane (Russell's circumplex).
public struct Affect: Codable, Hashable, Sendable {
  /// From unpleasant (−1) to pleasant (1).
  public let valence: Double
  /// From calm (−1) to excited (1).
  public let arousal: Double

  /// A point; each coordinate is clamped to −1…1. `NaN` becomes 0.
  public init(valence: Double, arousal: Double) {
    self.valence = valence.isNaN ? 0 : min(1, max(-1, valence))
    self.arousal = arousal.isNaN ? 0 : min(1, max(-1, arousal))
  }

  /// The middle of the plane: neither pleasant nor unpleasant, neither calm nor excited.
  public static let origin = Affect(valence: 0, arousal: 0)

  /// Euclidean distance, 0…2√2.
  public func distance(to other: Affect) -> Double {
    let v = valence - other.valence
    let a = arousal - other.arousal
    return (v * v + a * a).squareRoot()
  }
}
