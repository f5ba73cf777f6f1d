/// One of the seven expressions Mien tells apart: Ekman's six and neutral.
///
/// The order of the cases is the order of every vector of seven numbers in Mien: alphabetical, as the usual
/// image folders sort.
public enum Emotion: String, CaseIterable, Codable, Hashable, Sendable, CodingKeyRepresentable {
  case angry, disgust, fear, happy, neutral, sad, surprise

  /// Position in every vector of seven, 0…6.
  public var index: Int {
    switch self {
    case .angry: 0
    case .disgust: 1
    case .fear: 2
    case .happy: 3
    case .neutral: 4
    case .sad: 5
    case .surprise: 6
    }
  }

  /// Where the emotion lies on the valence/arousal plane.
  ///
  /// Russell & Mehrabian 1977, *Evidence for a three-factor theory of emotions*, Journal of Research in
  /// Personality 11:273; neutral is the origin by convention.
  public var affect: Affect {
    switch self {
    case .angry: Affect(valence: -0.51, arousal: 0.59)
    case .disgust: Affect(valence: -0.60, arousal: 0.35)
    case .fear: Affect(valence: -0.64, arousal: 0.60)
    case .happy: Affect(valence: 0.81, arousal: 0.51)
    case .neutral: Affect(valence: 0, arousal: 0)
    case .sad: Affect(valence: -0.63, arousal: -0.27)
    case .surprise: Affect(valence: 0.40, arousal: 0.67)
    }
  }
}
