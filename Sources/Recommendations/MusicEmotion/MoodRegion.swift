import Emotions

/// A region of the circumplex, by the place in its middle.
public enum MoodRegion: String, CaseIterable, Codable, Hashable, Sendable {
  case excited, happy, content, calm, tired, sad, tense, angry, neutral

  /// The middle of the region: excited and tired by Russell 1980 (JPSP 39:1161, figure 4), sad and angry
  /// by Russell & Mehrabian 1977 (JRP 11:273); the others moved apart by us, so that each has room.
  public var place: Affect {
    switch self {
    case .excited: Affect(valence: 0.62, arousal: 0.76)
    case .happy: Affect(valence: 0.81, arousal: 0.35)
    case .content: Affect(valence: 0.65, arousal: 0.0)
    case .calm: Affect(valence: 0.45, arousal: -0.45)
    case .tired: Affect(valence: 0.04, arousal: -0.63)
    case .sad: Affect(valence: -0.63, arousal: -0.27)
    case .tense: Affect(valence: -0.5, arousal: 0.4)
    case .angry: Affect(valence: -0.51, arousal: 0.7)
    case .neutral: .origin
    }
  }

  /// The region whose middle is nearest to a place.
  public static func nearest(to place: Affect) -> MoodRegion {
    allCases.min { $0.place.distance(to: place) < $1.place.distance(to: place) } ?? .neutral
  }
}
