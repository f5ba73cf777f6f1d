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
    let look =
      "\(Wording.adjective(moment.distribution.top)), \(percent(moment.distribution.confidence))"
    switch moment.sureness {
    case 0: return Phrase("mood.unknown", "Nothing is known about your mood yet.")
    case ..<0.5:
      return Phrase(
        "mood.unreadable", moment.look, "Your face is hard to read (\(look)), so it counts only a little.")
    default: return Phrase("mood.seen", moment.look, "You look \(look).")
    }
  }
}

extension Moment {
  /// The emotion and its confidence.
  var look: [String: WhyValue] {
    [
      "emotion": WhyValue(distribution.top.rawValue), "confidence": WhyValue(distribution.confidence),
    ]
  }
}

extension ClockReading {
  /// What the clock asks for.
  private var asks: (code: String, words: String) {
    switch arousal {
    case ..<(-0.6): ("calmest", "the calmest pieces come first")
    case ..<(-0.1): ("calmer", "calmer pieces come first")
    case ...0.1: ("neither", "neither calm nor lively pieces come first")
    default: ("livelier", "livelier pieces come first")
    }
  }

  private var isHabit: Bool { habit >= 0.5 }

  /// "23:30 on a Sunday, so calmer pieces come first".
  var sentence: String { "\(words), so \(asks.words)\(isHabit ? ", as is your habit at this hour" : "")" }

  /// The time and the day, 1 for Sunday to 7 for Saturday.
  var shown: [String: WhyValue] { ["time": WhyValue(time), "weekday": WhyValue(weekday)] }

  /// Them, what they ask for, and whether that is the viewer's habit.
  var said: [String: WhyValue] {
    shown.merging(["tendency": WhyValue(asks.code), "habit": WhyValue(isHabit)]) { $1 }
  }
}
