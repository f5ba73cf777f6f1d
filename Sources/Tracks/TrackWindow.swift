import Foundation

/// What a short piece of a track sounds like: one step of the sequence that the network reads.
public struct TrackWindow: Codable, Hashable, Sendable {
  /// Root mean square in decibels relative to full scale, −60…0.
  public let loudness: Double
  /// Standard deviation of the loudness within the piece, in decibels.
  public let unrest: Double
  /// Spectral centroid in octaves above 1,000 Hz.
  public let brightness: Double
  /// How much begins to sound, as the mean growth of the logarithmic spectrum.
  public let onsets: Double
  /// In octaves above 110 beats a minute, from eight seconds around.
  public let tempo: Double
  /// How clear the beat is, 0…1.
  public let pulse: Double
  /// From minor (below 0) to major (above 0): the best major key's correlation less the best minor key's.
  public let mode: Double
  /// How clear the key is, −1…1.
  public let clarity: Double

  /// What the network reads, in its order.
  public static let names = [
    "loudness", "unrest", "brightness", "onsets", "tempo", "pulse", "mode", "clarity",
  ]

  /// The numbers in the order of ``names``.
  public var values: [Double] { [loudness, unrest, brightness, onsets, tempo, pulse, mode, clarity] }

  /// - Precondition: there is a value for each of ``names``.
  public init(values: [Double]) {
    precondition(values.count == Self.names.count, "\(values.count) values where 8 are needed")
    (loudness, unrest, brightness, onsets) = (values[0], values[1], values[2], values[3])
    (tempo, pulse, mode, clarity) = (values[4], values[5], values[6], values[7])
  }

  /// In beats a minute.
  public var beatsAMinute: Double { 110 * exp2(tempo) }

  /// Spectral centroid in hertz.
  public var centroid: Double { 1000 * exp2(brightness) }

  /// The weighed mean of windows; `nil` without any.
  public static func mean(_ windows: [(window: TrackWindow, weight: Double)]) -> TrackWindow? {
    let sum = windows.reduce(0) { $0 + $1.weight }
    guard sum > 0 else { return nil }
    var values = [Double](repeating: 0, count: names.count)
    for (window, weight) in windows {
      for (index, value) in window.values.enumerated() { values[index] += weight / sum * value }
    }
    return TrackWindow(values: values)
  }
}

/// What a track sounds like over time.
public struct TrackFeatures: Hashable, Sendable {
  /// At most ``TrackAnalyser/mostWindows``, one after another, without what is silent.
  public let windows: [TrackWindow]
  /// The mean over the track.
  public let mean: TrackWindow
  /// The key of the whole, such as "A minor"; `nil` where there is none.
  public let key: String?
  /// Whether that key is major.
  public let isMajor: Bool?
  /// How long the track is.
  public let seconds: Double
  /// Seconds of silence that were left out.
  public let silentSeconds: Double
  /// Samples that were no numbers and count as silence.
  public let brokenSamples: Int
}
