import Emotions
import Foundation
import Recommendations
import Storage

/// A stretch in which one viewer's label stayed the same: what may be stored of it.
///
/// It begins by the clock on the wall and lasts by the one that is never set.
struct MoodEpisode: Sendable {
  /// While a label stays, it is stored this often, so that a power cut does not take an evening along.
  static let saving: Duration = .seconds(60)

  let label: Emotion
  private let id = randomIdentifier()
  private let start: Date
  private let begun: Duration
  private var last: Duration
  private var saved: Duration
  private var frames = 0.0
  private var valence = 0.0
  private var arousal = 0.0
  private var confidence = 0.0

  /// `nil` without a label: "unsure" and what is in the way are no mood.
  private init?(_ reading: MoodReading, at time: Date, uptime: Duration) {
    guard let label = reading.state.label else { return nil }
    self.label = label
    start = time
    begun = uptime
    last = uptime
    saved = uptime
    add(reading, uptime: uptime)
  }

  private mutating func add(_ reading: MoodReading, uptime: Duration) {
    guard case .mood(_, let confidence) = reading.state, let mood = reading.mood else { return }
    let place = mood.distribution.affect
    frames += 1
    valence += place.valence
    arousal += place.arousal
    self.confidence += confidence
    last = max(last, uptime)
  }

  /// What is known until now.
  var entry: MoodEntry { entry(until: last) }

  private func entry(until end: Duration) -> MoodEntry {
    let seconds = max(.zero, end - begun) / .seconds(1)
    let number = max(1, frames)
    return MoodEntry(
      id: id, start: start, end: start.addingTimeInterval(seconds), label: label,
      place: Affect(valence: valence / number, arousal: arousal / number), confidence: confidence / number,
      source: .face)
  }

  /// Takes a viewer's next reading.
  ///
  /// - Parameters:
  ///   - episode: the viewer's present one, which goes on, or ends with this reading, or ended when the viewer left.
  ///   - absence: who has sent nothing for longer has left.
  /// - Returns: what is to be stored now, if anything: one entry a change, and now and then the one that goes on.
  static func advance(
    _ episode: inout MoodEpisode?, with reading: MoodReading, at time: Date, uptime: Duration,
    absence: Duration
  ) -> MoodEntry? {
    guard var known = episode, uptime - known.last <= absence, reading.state.label == known.label else {
      let ended = episode.map { uptime - $0.last <= absence ? $0.entry(until: uptime) : $0.entry }
      episode = MoodEpisode(reading, at: time, uptime: uptime)
      return ended
    }
    known.add(reading, uptime: uptime)
    let isDue = uptime - known.saved >= saving
    if isDue { known.saved = uptime }
    episode = known
    return isDue ? known.entry : nil
  }
}
