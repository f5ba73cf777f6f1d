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

  /// A moment of a viewer.
  public init(date: Date, timeZone: TimeZone, distribution: EmotionDistribution) {
    self.date = date
    self.timeZone = timeZone
    self.distribution = distribution
  }

  /// How much the face says, from 0 (a guess among seven) to 1 (a confidence of ``trusted`` or more).
  public var sureness: Double {
    let guess = 1 / Double(Emotion.allCases.count)
    let above = distribution.confidence - guess
    // The sum of seven sevenths is not exactly 1: what is that close to a guess is a guess.
    return above < 1e-9 ? 0 : min(1, above / (Self.trusted - guess))
  }

  /// The confidence from which a face is followed fully. Our judgement: labels are shown from 0.5 on.
  public static let trusted = 0.6
}
