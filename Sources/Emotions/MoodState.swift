/// What keeps a mood from being read.
public enum Obstacle: String, CaseIterable, Codable, Hashable, Sendable {
  case noFace = "no_face"
  case tooDark = "too_dark"
  case tooBright = "too_bright"
  case tooSmall = "too_small"
  case turnedAway = "turned_away"
  /// Several people of like size and nobody chosen. The mood is that of the nearest, but whose it is, is not sure.
  case severalPeople = "several_people"

  /// Whether nothing can be said of the mood meanwhile.
  public var hidesTheFace: Bool { self != .severalPeople }
}

/// What is said of the viewer, plainly: a mood, that it is unsure, or what keeps it from being read.
///
/// In JSON: `{"state": "mood", "label": "happy", "confidence": 0.84}`, `{"state": "unsure"}` or, with the name of the
/// obstacle, `{"state": "too_dark"}`.
public enum MoodState: Hashable, Sendable {
  case mood(Emotion, confidence: Double)
  case unsure
  case obstacle(Obstacle)

  /// "mood", "unsure" or the obstacle's name, such as "no_face".
  public var name: String {
    switch self {
    case .mood: "mood"
    case .unsure: "unsure"
    case .obstacle(let obstacle): obstacle.rawValue
    }
  }

  /// The label, while there is one.
  public var label: Emotion? {
    if case .mood(let label, _) = self { label } else { nil }
  }
}

extension MoodState: CustomStringConvertible {
  /// In English: "happy 84 %", "unsure", "too dark".
  public var description: String {
    switch self {
    case .mood(let label, let confidence): "\(label.rawValue) \(Int((confidence * 100).rounded())) %"
    case .unsure: "unsure"
    case .obstacle(let obstacle): String(obstacle.rawValue.map { $0 == "_" ? " " : $0 })
    }
  }
}

extension MoodState: Codable {
  private enum CodingKeys: String, CodingKey {
    case state, label, confidence
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    switch try fields.decode(String.self, forKey: .state) {
    case "mood":
      let confidence = try fields.decode(Double.self, forKey: .confidence)
      guard (0...1).contains(confidence) else { throw EmotionError.notAProbability(confidence) }
      self = .mood(try fields.decode(Emotion.self, forKey: .label), confidence: confidence)
    case "unsure": self = .unsure
    default: self = .obstacle(try fields.decode(Obstacle.self, forKey: .state))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .state)
    if case .mood(let label, let confidence) = self {
      try fields.encode(label, forKey: .label)
      try fields.encode(confidence, forKey: .confidence)
    }
  }
}

/// What is known of a viewer's mood after a frame.
public struct MoodReading: Codable, Hashable, Sendable {
  /// What to say.
  public let state: MoodState
  /// The smoothed distribution and its label; `nil` while no face can be read.
  public let mood: Mood?

  public init(state: MoodState, mood: Mood?) {
    self.state = state
    self.mood = mood
  }
}
