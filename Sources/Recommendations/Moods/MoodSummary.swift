import Emotions
import Foundation

/// Moods by the hour of the day, and how long each label was shown.
///
/// A mood by hand, which has no length, counts until the next entry begins, for half an hour at most.
public struct MoodSummary: Encodable, Hashable, Sendable {
  /// An hour of the day, over all days.
  public struct Hour: Encodable, Hashable, Sendable {
    /// 0…23, on the viewer's clock.
    public let hour: Int
    /// The mean place, weighed by time; `nil` where nothing is known.
    public let place: Affect?
    /// How long moods are known of.
    public let minutes: Double

    private enum CodingKeys: String, CodingKey {
      case hour, valence, arousal, minutes
    }

    /// `{"hour", "valence", "arousal", "minutes"}`; without a place both are `null`.
    public func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(hour, forKey: .hour)
      try fields.encode(place?.valence, forKey: .valence)
      try fields.encode(place?.arousal, forKey: .arousal)
      try fields.encode(minutes, forKey: .minutes)
    }
  }

  /// A label and how long it was shown.
  public struct Share: Encodable, Hashable, Sendable {
    public let label: Emotion
    public let minutes: Double
  }

  /// 24 hours, from midnight on.
  public let hours: [Hour]
  /// The longest first; none that was not shown.
  public let labels: [Share]

  /// Sums up what lies between two times.
  ///
  /// - Parameters:
  ///   - entries: in any order.
  ///   - start: what was before does not count.
  ///   - end: what was after does not count.
  ///   - timeZone: whose hours; those that daylight saving skips or repeats are counted as its clock shows them.
  ///   - now: the time it is.
  public init(_ entries: [MoodEntry], from start: Date, to end: Date, in timeZone: TimeZone, now: Date) {
    var means = [MeanPlace](repeating: MeanPlace(), count: 24)
    var shown: [Emotion: TimeInterval] = [:]
    var clock = LocalHours(timeZone)
    for span in MoodSpan.spans(entries, now: now).compactMap({ $0.within(start, end) }) {
      for part in clock.parts(from: span.start, to: span.end) {
        means[part.hour].add(span.place, seconds: part.seconds)
      }
      if let label = span.label { shown[label, default: 0] += span.seconds }
    }
    hours = means.enumerated().map { hour, mean in
      Hour(hour: hour, place: mean.place, minutes: rounded(mean.seconds / 60, 100))
    }
    labels = Emotion.allCases.compactMap { label in
      shown[label].map { Share(label: label, minutes: rounded($0 / 60, 100)) }
    }.sorted { $0.minutes > $1.minutes || ($0.minutes == $1.minutes && $0.label.index < $1.label.index) }
  }
}
