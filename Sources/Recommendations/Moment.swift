import Emotions
import Foundation

/// A time and the mood at that time: what a list is made for.
public struct Moment: Sendable {
  /// The time.
  public let date: Date
  /// The viewer's: it decides which hour and day it is.
  public let timeZone: TimeZone
  /// Of the viewer's emotions, smoothed.
  public let distribution: EmotionDistribution

  /// What the distribution was made of, where that was more than one look at a face.
  public let fused: FusedMood?

  /// A moment of a viewer.
  public init(date: Date, timeZone: TimeZone, distribution: EmotionDistribution) {
    self.date = date
    self.timeZone = timeZone
    self.distribution = distribution
    fused = nil
  }

  /// A moment of a viewer whose mood is known from several sources.
  public init(date: Date, timeZone: TimeZone, mood: FusedMood) {
    self.date = date
    self.timeZone = timeZone
    distribution = mood.distribution
    fused = mood
  }

  /// What the mood is known from, most of all.
  public var source: MoodSource { fused?.leading.source ?? .face }

  /// How much is known of the mood, from 0 (a guess among seven) to 1 (a confidence of ``trusted`` or more).
  public var sureness: Double {
    let guess = 1 / Double(Emotion.allCases.count)
    let above = distribution.confidence - guess
    // The sum of seven sevenths is not exactly 1: what is that close to a guess is a guess.
    return above < 1e-9 ? 0 : min(1, above / (Self.trusted - guess))
  }

  /// Whether the mood can be named: labels are shown from a confidence of one half on.
  public var isReadable: Bool { distribution.confidence >= 0.5 }

  /// The confidence from which a mood is followed fully. Our judgement.
  public static let trusted = 0.6
}
