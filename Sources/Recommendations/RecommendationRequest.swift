import Emotions
import Foundation

/// What a list is asked for, read from the texts of a command line or a query string.
public struct RecommendationRequest: Sendable {
  /// When, and in which mood.
  public let moment: Moment
  /// 1…100.
  public let limit: Int
  /// Only these kinds, or all for `nil`.
  public let kinds: Set<ItemKind>?
  /// What the viewer chose about the list.
  public var options: ListOptions

  /// How many items may be asked for at once.
  public static let limits = 1...100

  /// A request whose limit is known to be in ``limits``.
  public init(
    moment: Moment, limit: Int, kinds: Set<ItemKind>? = nil, options: ListOptions = .standard
  ) {
    self.options = options
    self.moment = moment
    self.limit = limit
    self.kinds = kinds
  }

  /// Reads a request; what is `nil` or empty was not given.
  ///
  /// - Parameters:
  ///   - emotion: a label; without it and without probabilities nothing is known about the mood.
  ///   - confidence: of the emotion, 0…1, by default 1. Below one in seven nothing is known about the mood.
  ///   - probabilities: seven numbers with commas, instead of an emotion.
  ///   - words: seven numbers with commas: what was read from the viewer's words.
  ///   - wordsAt: when they were said, a time for ``LocalTime``; by default now. They fade.
  ///   - hand: the label of a mood chosen by hand.
  ///   - at: a time for ``LocalTime``, by default `now`.
  ///   - timeZone: the name of the viewer's, by default the offset of `at`, else `localZone`.
  ///   - kinds: names with commas.
  ///   - limit: a number in ``limits``.
  ///   - defaultLimit: the limit if none is given.
  ///   - goal: the name of a ``Goal``, by default `match`.
  ///   - minutes: how much time there is, a whole number from 1.
  ///   - clock: `on` or `off`, by default `on`.
  ///   - quietHours: `22:00-06:00`, or `off`; by default those of the ranker.
  ///   - now: the time it is.
  ///   - localZone: the time zone if none is given.
  public init(
    emotion: String? = nil, confidence: String? = nil, probabilities: String? = nil, words: String? = nil,
    wordsAt: String? = nil, hand: String? = nil, at: String? = nil, timeZone: String? = nil,
    kinds: String? = nil,
    limit: String? = nil, defaultLimit: Int = 10, goal: String? = nil, minutes: String? = nil,
    clock: String? = nil, quietHours: String? = nil, now: Date, localZone: TimeZone
  ) throws(RequestError) {
    let zone = try given(timeZone).map { (name) throws(RequestError) in
      guard let zone = TimeZone(identifier: name) else { throw .timeZone(name) }
      return zone
    }
    let time = try given(at).map { (text) throws(RequestError) in
      try LocalTime(parsing: text, in: zone, otherwise: localZone)
    }
    let face = try Self.distribution(
      emotion: given(emotion), confidence: given(confidence), probabilities: given(probabilities))
    let (date, itsZone) = (time?.date ?? now, time?.timeZone ?? zone ?? localZone)
    let said = try given(wordsAt).map { (text) throws(RequestError) in
      try LocalTime(parsing: text, in: zone, otherwise: localZone).date
    }
    var voices: [MoodVoice] = []
    if let words = given(words) {
      guard let distribution = Self.distribution(words) else { throw .words(words) }
      let age = date.timeIntervalSince(said ?? date)
      voices.append(MoodVoice(.words, distribution).faded(by: .seconds(age)))
    } else if given(wordsAt) != nil {
      throw .wordsAtWithoutWords
    }
    if let hand = given(hand) {
      guard let label = Emotion(rawValue: hand.lowercased()) else { throw .emotion(hand) }
      voices.append(.hand(label))
    }
    // A face alone, or nothing, is what it always was.
    if !voices.isEmpty, face != .uniform { voices.append(MoodVoice(.face, face)) }
    moment =
      FusedMood(voices).map { Moment(date: date, timeZone: itsZone, mood: $0) }
      ?? Moment(date: date, timeZone: itsZone, distribution: face)
    self.limit =
      try given(limit).map { (text) throws(RequestError) in
        guard let limit = Int(text), Self.limits.contains(limit) else { throw .limit(text, Self.limits) }
        return limit
      } ?? defaultLimit
    self.kinds = try given(kinds).map { (text) throws(RequestError) in
      var kinds: Set<ItemKind> = []
      for name in text.split(separator: ",", omittingEmptySubsequences: false).map({
        $0.trimmingCharacters(in: .whitespaces)
      }) {
        guard let kind = ItemKind(rawValue: name) else { throw .kind(name) }
        kinds.insert(kind)
      }
      return kinds
    }
    options = try ListOptions(
      goal: given(goal), minutes: given(minutes), clock: given(clock), quietHours: given(quietHours))
  }

  /// Of what is drawn for a viewer: the same as long as the day, the mood's label and the goal are the same, so that a
  /// list asked for again is the same list.
  ///
  /// - Parameter viewer: an id.
  public func seed(of viewer: String) -> UInt64 {
    let occasion = "\(moment.day) \(moment.distribution.top) \(options.goal)"
    return RandomStream.seed(of: "\(viewer) \(occasion)")
  }

  /// Seven numbers with commas.
  private static func distribution(_ text: String) -> EmotionDistribution? {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    return numbers.count == fields.count ? try? EmotionDistribution(numbers) : nil
  }

  private static func distribution(
    emotion: String?, confidence: String?, probabilities: String?
  ) throws(RequestError) -> EmotionDistribution {
    if let probabilities {
      guard emotion == nil else { throw .emotionAndProbabilities }
      guard confidence == nil else { throw .confidenceWithoutEmotion }
      guard let distribution = distribution(probabilities) else { throw .probabilities(probabilities) }
      return distribution
    }
    guard let emotion else {
      guard confidence == nil else { throw .confidenceWithoutEmotion }
      return .uniform
    }
    guard let label = Emotion(rawValue: emotion.lowercased()) else { throw .emotion(emotion) }
    guard let confidence else { return EmotionDistribution(label) }
    guard let number = Double(confidence), (0...1).contains(number) else { throw .confidence(confidence) }
    let guess = 1 / Double(Emotion.allCases.count)
    return number > guess ? EmotionDistribution(label, confidence: number) : .uniform
  }
}

extension ListOptions {
  fileprivate init(
    goal: String?, minutes: String?, clock: String?, quietHours: String?
  ) throws(RequestError) {
    self.init()
    if let goal {
      guard let known = Goal(rawValue: goal.lowercased()) else { throw .goal(goal) }
      self.goal = known
    }
    if let minutes {
      guard let number = Int(minutes), number > 0 else { throw .minutes(minutes) }
      self.minutes = number
    }
    switch clock {
    case nil, "on": usesClock = true
    case "off": usesClock = false
    case let other?: throw .clock(other)
    }
    switch quietHours {
    case nil: break
    case "off": usesQuietHours = false
    case let text?:
      guard let hours = QuietHours(parsing: text) else { throw .quietHours(text) }
      self.quietHours = hours
    }
  }
}

/// The text, unless it is missing or blank.
private func given(_ text: String?) -> String? {
  let trimmed = text?.trimmingCharacters(in: .whitespaces)
  return trimmed?.isEmpty == false ? trimmed : nil
}
