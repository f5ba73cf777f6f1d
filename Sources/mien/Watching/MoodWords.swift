import Emotions
import Engine

/// A reading in words, for people.
enum MoodWords {
  /// "happy 84 %", "too dark", "several people; the nearest: happy 84 %".
  static func state(_ reading: ViewerReading) -> String {
    guard reading.mood.state == .obstacle(.severalPeople), let mood = reading.mood.mood else {
      return "\(reading.mood.state)"
    }
    let nearest = mood.label.map { MoodState.mood($0, confidence: mood.confidence) } ?? .unsure
    return "several people; the nearest: \(nearest)"
  }

  /// The same with the number of faces behind it, where that says more.
  static func line(_ reading: ViewerReading) -> String {
    reading.faces.isEmpty ? state(reading) : "\(state(reading))  \(faces(reading.faces.count))"
  }

  static func faces(_ count: Int) -> String {
    count == 0 ? "no face" : count == 1 ? "1 face" : "\(count) faces"
  }
}
