import Emotions
import Foundation

/// A piece of a synthesised clip in which nothing changes.
public struct ClipSegment: Hashable, Sendable {
  public let seconds: Double
  /// In beats a minute, 55…180.
  public let tempo: Double
  public let isMajor: Bool
  /// From soft (−1) to loud (1).
  public let loudness: Double
  /// From dull (−1) to bright (1).
  public let brightness: Double
  /// From none (0) to a full set of drums (1).
  public let percussion: Double

  public init(
    seconds: Double, tempo: Double, isMajor: Bool, loudness: Double, brightness: Double, percussion: Double
  ) {
    self.seconds = seconds
    self.tempo = tempo
    self.isMajor = isMajor
    self.loudness = loudness
    self.brightness = brightness
    self.percussion = percussion
  }

  static let tempos = 55.0...180.0
}

/// The rule that labels synthesised clips. It stands in for listeners; what is learned from it is no better than it is.
///
/// Cues add up, nearly linearly, as Eerola, Friberg & Bresin 2013 found (*Emotional expression in music: contribution,
/// linearity, and additivity of primary musical cues*, Frontiers in Psychology 4:487). Their directions: major and fast are
/// pleasant (Gagnon & Peretz 2003, *Mode and tempo relative contributions to "happy-sad" judgements in equitone melodies*,
/// Cognition and Emotion 17:25); tempo moves arousal and mode the mood (Husain, Thompson & Schellenberg 2002, *Effects of
/// musical tempo and mode on arousal, mood, and spatial abilities*, Music Perception 20:151); loud music is arousing (Ilie &
/// Thompson 2006, *A comparison of acoustic cues in music and speech for three dimensions of affect*, Music Perception
/// 23:319). The end of a piece counts most for how it is remembered (Rozin, Rozin & Goldberg 2004, *The feeling of music
/// past*, Music Perception 22:15). The weights are our judgement.
public enum ClipRule {
  /// How much faster than the beginning the end counts: the last moment weighs e² times the first.
  static let recency = 2.0

  /// Where a piece lies in which nothing changes.
  public static func place(of segment: ClipSegment) -> Affect {
    let tempo = min(1, max(-1, log2(segment.tempo / 100) / 0.85))
    let mode = segment.isMajor ? 1.0 : -1.0
    return Affect(
      valence: 0.6 * mode + 0.25 * tempo + 0.1 * segment.brightness - 0.05 * segment.loudness,
      arousal: 0.45 * tempo + 0.35 * segment.loudness + 0.12 * segment.brightness
        + 0.08 * (2 * segment.percussion - 1))
  }

  /// Where a clip lies: the mean of its pieces, of which late moments count more.
  public static func place(of segments: [ClipSegment]) -> Affect {
    let total = segments.reduce(0) { $0 + $1.seconds }
    guard total > 0 else { return .origin }
    var (start, valence, arousal, sum) = (0.0, 0.0, 0.0, 0.0)
    for segment in segments {
      let end = start + segment.seconds
      let weight = exp(recency * end / total) - exp(recency * start / total)
      let place = place(of: segment)
      valence += weight * place.valence
      arousal += weight * place.arousal
      sum += weight
      start = end
    }
    return Affect(valence: valence / sum, arousal: arousal / sum)
  }
}
