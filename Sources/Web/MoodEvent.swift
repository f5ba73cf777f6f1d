import Emotions
import Engine
import Foundation
import Storage

/// What is shown of a viewer from a time on. In JSON: `{"at", "state": {…}, "mood": {…} or null}`.
package struct MoodEvent: Encodable, Sendable {
  package let at: Date
  package let state: MoodState
  package let mood: Mood?

  init(_ reading: MoodReading, at time: Date) {
    at = time
    state = reading.state
    mood = reading.mood
  }

  init(_ mood: LiveMood) { self.init(mood.reading, at: mood.shownAt) }

  /// Whether something else is shown than before: another label or another state. Numbers move all the time.
  func differs(from other: MoodEvent?) -> Bool {
    state.name != other?.state.name || state.label != other?.state.label
  }

  private enum CodingKeys: String, CodingKey {
    case at, state, mood
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(at, forKey: .at)
    try fields.encode(state, forKey: .state)
    try fields.encode(mood.map(MoodFields.init), forKey: .mood)
  }
}
