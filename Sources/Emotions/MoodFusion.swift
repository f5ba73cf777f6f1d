import Foundation

/// Where what is known of a mood comes from.
public enum MoodSource: String, CaseIterable, Codable, Hashable, Sendable {
  case face
  case words
  /// The viewer's own choice.
  case hand
}

/// What one source says of the mood.
public struct MoodVoice: Hashable, Sendable {
  public let source: MoodSource
  /// Calibrated: its confidences are shares of readings that are right.
  public let distribution: EmotionDistribution

  /// How sure a mood chosen by hand is: people know best how they feel, and sometimes tap the wrong word.
  public static let confidenceOfHand = 0.99
  /// After this time words count half as far above chance: a mood passes.
  public static let halfLifeOfWords: Duration = .seconds(30 * 60)

  public init(_ source: MoodSource, _ distribution: EmotionDistribution) {
    self.source = source
    self.distribution = distribution
  }

  /// A mood chosen by hand.
  public static func hand(_ emotion: Emotion) -> MoodVoice {
    MoodVoice(.hand, EmotionDistribution(emotion, confidence: confidenceOfHand))
  }

  /// What was said or chosen `age` ago, faded towards knowing nothing; of a face, which is looked at anew, as it is.
  ///
  /// - Parameter age: a time ahead of now counts as none.
  public func faded(by age: Duration) -> MoodVoice {
    guard source != .face, age > .zero else { return self }
    let kept = pow(0.5, age / Self.halfLifeOfWords)
    let rest = (1 - kept) / Double(Emotion.allCases.count)
    let faded = try? EmotionDistribution(distribution.probabilities.map { kept * $0 + rest })
    return MoodVoice(source, faded ?? .uniform)
  }

  /// What it weighs: by how much it lessens the doubt of somebody who knows nothing, in nats. 0 at chance, 0.8 at a
  /// confidence of 60 %, 2.1 at 90 %.
  var weight: Double {
    let chance = 1 / Double(Emotion.allCases.count)
    let doubt = max(1 - distribution.confidence, 1e-3)
    return max(0, log((1 - chance) / doubt))
  }
}

/// One mood from face, words and hand, and how much each had to say in it.
///
/// The mean of their distributions, each weighted by how sure it is (a linear opinion pool, Stone 1961): two sources
/// that agree do not make it surer than the surer one, which two readings of one moment should not. Where they contradict
/// each other the mean of both would be the mood of neither: then it is the leading one's, as sure as the mean is of it.
public struct FusedMood: Codable, Hashable, Sendable {
  public struct Part: Codable, Hashable, Sendable {
    public let source: MoodSource
    /// Of the mood, 0…1; all parts together are 1.
    public let share: Double
    /// Its most probable emotion.
    public let label: Emotion
    /// Probability of that, 0…1.
    public let confidence: Double
  }

  public let distribution: EmotionDistribution
  /// In the order of ``MoodSource``.
  public let parts: [Part]

  /// A source asserts its label from this confidence on.
  static let assertedFrom = 0.5

  /// - Parameter voices: at most one of each source; of several the first counts.
  /// - Returns: `nil` if there are none.
  public init?(_ voices: [MoodVoice]) {
    let heard = MoodSource.allCases.compactMap { source in voices.first { $0.source == source } }
    guard !heard.isEmpty else { return nil }
    let sum = heard.reduce(0) { $0 + $1.weight }
    // Nobody knows anything: nobody knows more than another.
    let shares = heard.map { sum > 0 ? $0.weight / sum : 1 / Double(heard.count) }
    let mixed = Emotion.allCases.map { emotion in
      zip(heard, shares).reduce(0) { $0 + $1.1 * $1.0.distribution[emotion] }
    }
    let parts = zip(heard, shares).map { voice, share in
      Part(
        source: voice.source, share: share, label: voice.distribution.top,
        confidence: voice.distribution.confidence)
    }
    self.parts = parts
    let leading = Self.leading(of: parts)
    let led = heard.first { $0.source == leading.source }?.distribution
    let agreed =
      Self.contradicting(leading, among: parts).isEmpty
      ? mixed : led.map { Self.doubted($0, to: mixed[leading.label.index]) }
    guard let agreed, let distribution = try? EmotionDistribution(agreed) else { return nil }
    self.distribution = distribution
  }

  /// A distribution drawn towards knowing nothing until its most probable emotion has this probability.
  private static func doubted(_ distribution: EmotionDistribution, to confidence: Double) -> [Double] {
    let chance = 1 / Double(Emotion.allCases.count)
    let above = max(distribution.confidence - chance, 1e-9)
    let kept = min(1, max(0, (confidence - chance) / above))
    return distribution.probabilities.map { kept * $0 + (1 - kept) * chance }
  }

  /// The part with the largest share.
  public var leading: Part { Self.leading(of: parts) }

  /// The parts that assert another emotion than the leading one does; none while that is unsure itself.
  public var contradicting: [Part] { Self.contradicting(leading, among: parts) }

  private static func leading(of parts: [Part]) -> Part { parts.max { $0.share < $1.share } ?? parts[0] }

  private static func contradicting(_ leading: Part, among parts: [Part]) -> [Part] {
    guard leading.confidence >= assertedFrom else { return [] }
    return parts.filter { $0.confidence >= assertedFrom && $0.label != leading.label }
  }

  /// In English, what disagreed and what was gone by: "Your face looks neutral, your words sound sad: I went by your
  /// words." `nil` where nothing did.
  public var disagreement: String? {
    guard !contradicting.isEmpty else { return nil }
    let said = parts.filter { $0 == leading || contradicting.contains($0) }.map(\.sentence)
    let text = said.joined(separator: ", ")
    return text.prefix(1).uppercased() + text.dropFirst() + ": I went by \(leading.source.possession)."
  }
}

extension FusedMood.Part {
  fileprivate var sentence: String {
    switch source {
    case .face: "your face looks \(label.adjective)"
    case .words: "your words sound \(label.adjective)"
    case .hand: "you chose \(label.rawValue)"
    }
  }
}

extension MoodSource {
  fileprivate var possession: String {
    switch self {
    case .face: "your face"
    case .words: "your words"
    case .hand: "your choice"
    }
  }
}

extension Emotion {
  /// How somebody looks or sounds.
  fileprivate var adjective: String {
    switch self {
    case .angry, .happy, .neutral, .sad: rawValue
    case .disgust: "disgusted"
    case .fear: "afraid"
    case .surprise: "surprised"
    }
  }
}
