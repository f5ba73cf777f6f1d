import Emotions

/// What is wrong with what was asked for, on the command line or over HTTP.
public enum RequestError: Error, Equatable, CustomStringConvertible {
  case time(String)
  case timeZone(String)
  case emotion(String)
  case confidence(String)
  case confidenceWithoutEmotion
  case probabilities(String)
  case emotionAndProbabilities
  case words(String)
  case wordsAtWithoutWords
  case kind(String)
  case limit(String, ClosedRange<Int>)
  case goal(String)
  case minutes(String)
  case clock(String)
  case quietHours(String)

  /// What is wrong and what to write instead.
  public var description: String {
    switch self {
    case .time(let text):
      "\(quoted(text)) is no time; write a local time as 2026-11-22T23:30, or one with its offset as 2026-11-22T23:30+01:00"
    case .timeZone(let text):
      "\(quoted(text)) is no time zone; write its name as in Europe/Berlin"
    case .emotion(let text):
      "\(quoted(text)) is no emotion; it is one of \(Emotion.allCases.map(\.rawValue).joined(separator: ", "))"
    case .confidence(let text):
      "\(quoted(text)) is no confidence; write a number from 0 to 1, such as 0.8"
    case .confidenceWithoutEmotion:
      "a confidence needs an emotion; name it as well"
    case .probabilities(let text):
      "\(quoted(text)) are no probabilities; write seven numbers of 0 or more with commas, in the order "
        + Emotion.allCases.map(\.rawValue).joined(separator: ", ")
    case .emotionAndProbabilities:
      "an emotion and probabilities were given; give one of them"
    case .words(let text):
      "\(quoted(text)) is no reading of words; write seven numbers of 0 or more with commas, as the reading gave them"
    case .wordsAtWithoutWords:
      "a time of words needs the words' seven numbers; give them as well"
    case .kind(let text):
      "\(quoted(text)) is no kind; it is one of \(ItemKind.allCases.map(\.rawValue).joined(separator: ", "))"
    case .limit(let text, let range):
      "\(quoted(text)) is no limit; write a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .goal(let text):
      "\(quoted(text)) is no goal; it is one of \(Goal.allCases.map(\.rawValue).joined(separator: ", "))"
    case .minutes(let text):
      "\(quoted(text)) are no minutes; write a whole number from 1, such as 30"
    case .clock(let text):
      "\(quoted(text)) is neither on nor off; write whether the clock may count"
    case .quietHours(let text):
      "\(quoted(text)) are no quiet hours; write an evening and a morning as 22:00-06:00, or off"
    }
  }
}
