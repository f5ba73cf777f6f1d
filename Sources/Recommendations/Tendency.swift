import Emotions

/// What a list follows – hour, mood and goal – for programs that put it into words of their own.
public struct Tendency: Codable, Hashable, Sendable {
  /// In the order of the sentences of the summary.
  public let why: [Why]
}

extension Ranker {
  /// What a list of a moment follows, in a few plain sentences.
  public func summary(
    of moment: Moment, interactions: [Interaction] = [], options: ListOptions = .standard
  ) -> String {
    phrases(of: moment, interactions, options).map(\.text).joined(separator: " ")
  }

  /// The same for programs.
  public func tendency(
    of moment: Moment, interactions: [Interaction] = [], options: ListOptions = .standard
  ) -> Tendency {
    Tendency(why: phrases(of: moment, interactions, options).map(\.why))
  }

  func phrases(
    of moment: Moment, _ interactions: [Interaction], _ options: ListOptions
  ) -> [Phrase] {
    var phrases = [hour(moment, interactions, options), Self.mood(moment)]
    if let fused = moment.fused, let disagreement = fused.disagreement {
      phrases.append(Phrase("mood.disagreement", fused.said, disagreement))
    }
    if !options.goal.words.isEmpty {
      phrases.append(Phrase("goal.\(options.goal.rawValue)", options.goal.words))
    }
    return phrases
  }

  private func hour(_ moment: Moment, _ interactions: [Interaction], _ options: ListOptions) -> Phrase {
    guard usesClock(options) else { return Phrase("hour.off", "The hour does not count.") }
    let clock = clock(at: moment, interactions: interactions, options: options)
    return Phrase("hour.counts", clock.said, "It is \(clock.sentence).")
  }

  private static func mood(_ moment: Moment) -> Phrase {
    let look = moment.lookWords
    if moment.sureness == 0 {
      return Phrase(
        "mood.unknown", "Nothing is known about your mood yet, so mild and pleasant things come first.")
    }
    if !moment.isReadable {
      let what = moment.source == .face ? "face" : "mood"
      return Phrase(
        "mood.unreadable", moment.look, "Your \(what) is hard to read (\(look)), so it counts less.")
    }
    return switch moment.source {
    case .face: Phrase("mood.seen", moment.look, "You look \(look).")
    case .words: Phrase("mood.heard", moment.look, "You sound \(look).")
    case .hand: Phrase("mood.chosen", moment.look, "You chose \(look).")
    }
  }
}

extension FusedMood {
  /// What each source that disagreed says, and which one was gone by.
  fileprivate var said: [String: WhyValue] {
    let heard = [leading] + contradicting
    return Dictionary(
      uniqueKeysWithValues: heard.map { ($0.source.rawValue, WhyValue($0.label.rawValue)) }
        + [("by", WhyValue(leading.source.rawValue))])
  }
}

extension Moment {
  /// "sad, 65 %"; of a mood that was chosen and nothing else "sad", for nobody chooses percentages.
  var lookWords: String {
    if source == .hand, fused?.contradicting.isEmpty ?? true { return distribution.top.rawValue }
    return "\(Wording.adjective(distribution.top)), \(percent(distribution.confidence))"
  }

  /// The emotion and its confidence.
  var look: [String: WhyValue] {
    [
      "emotion": WhyValue(distribution.top.rawValue), "confidence": WhyValue(distribution.confidence),
    ]
  }
}

extension ClockReading {
  /// What the clock does: it moves a list a little, which the mood or the goal leads.
  private var asks: (code: String, words: String) {
    switch arousal {
    case ..<(-0.6): ("calmest", "the list is calmer than at other hours")
    case ..<(-0.1): ("calmer", "the list is a little calmer than at other hours")
    case ...0.1: ("neither", "the hour changes little")
    default: ("livelier", "the list is a little livelier than at other hours")
    }
  }

  private var isHabit: Bool { habit >= 0.5 }

  /// "23:30 on a Sunday, so the list is a little calmer than at other hours".
  var sentence: String { "\(words), so \(asks.words)\(isHabit ? ", as is your habit at this hour" : "")" }

  /// The time and the day, 1 for Sunday to 7 for Saturday.
  var shown: [String: WhyValue] { ["time": WhyValue(time), "weekday": WhyValue(weekday)] }

  /// Them, what they ask for, and whether that is the viewer's habit.
  var said: [String: WhyValue] {
    shown.merging(["tendency": WhyValue(asks.code), "habit": WhyValue(isHabit)]) { $1 }
  }
}
