import Emotions
import Foundation

/// A stretch of time with one mood.
struct MoodSpan {
  let start, end: Date
  let place: Affect
  let label: Emotion?

  /// So long a mood by hand is taken to last, unless something else is known sooner; our judgement.
  static let byHand: TimeInterval = 30 * 60

  var seconds: TimeInterval { end.timeIntervalSince(start) }

  /// The stretches of entries, by their starts. One by hand lasts until the next entry begins, at most ``byHand``, and
  /// not beyond `now`.
  static func spans(_ entries: [MoodEntry], now: Date) -> [MoodSpan] {
    let sorted = entries.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    return sorted.enumerated().map { position, entry in
      var end = entry.end
      if entry.source == .hand {
        let next = position + 1 < sorted.count ? sorted[position + 1].start : now
        end = min(next, now, entry.start.addingTimeInterval(byHand))
      }
      return MoodSpan(start: entry.start, end: max(entry.start, end), place: entry.place, label: entry.label)
    }
  }

  /// The part within two times; `nil` if there is none.
  func within(_ start: Date, _ end: Date) -> MoodSpan? {
    let (first, last) = (max(start, self.start), min(end, self.end))
    return first < last ? MoodSpan(start: first, end: last, place: place, label: label) : nil
  }
}

/// The mean of places, weighed by time.
struct MeanPlace {
  private(set) var seconds = 0.0
  private var valence = 0.0
  private var arousal = 0.0

  mutating func add(_ place: Affect, seconds: TimeInterval) {
    self.seconds += seconds
    valence += seconds * place.valence
    arousal += seconds * place.arousal
  }

  /// In thousandths; `nil` without any time.
  var place: Affect? {
    guard seconds > 0 else { return nil }
    return Affect(valence: rounded(valence / seconds, 1000), arousal: rounded(arousal / seconds, 1000))
  }
}

/// The nearest multiple of a fraction.
func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
