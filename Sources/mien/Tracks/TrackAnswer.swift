import Emotions
import Foundation
import Recommendations
import Tracks

/// What is printed of a file that was heard.
struct TrackAnswer: Encodable {
  let path, title, creator: String
  let seconds, silentSeconds: Double
  let valence, arousal, valenceSpread, arousalSpread, confidence: Double
  let region: MoodRegion
  let loudness, unrest, brightness, onsets, pulse, clarity, mode: Double
  /// `nil` where there is no beat, or no key.
  let tempo: Double?
  let key: String?
  /// The place as it seems after each part of the track.
  let course: [Affect]
  let brokenSamples: Int
  let complaint: String?

  init(path: String, _ heard: TrackReader.Heard) {
    let (features, place) = (heard.features, heard.place)
    self.path = path
    (title, creator) = (heard.track.title, heard.track.creator)
    (seconds, silentSeconds) = (features.seconds, features.silentSeconds)
    (valence, arousal) = (place.place.valence, place.place.arousal)
    (valenceSpread, arousalSpread) = (place.valenceSpread, place.arousalSpread)
    confidence = place.confidence
    region = MoodRegion.nearest(to: place.place)
    (loudness, unrest) = (features.mean.loudness, features.mean.unrest)
    brightness = features.mean.centroid
    (onsets, pulse) = (features.mean.onsets, features.mean.pulse)
    (clarity, mode) = (features.mean.clarity, features.mean.mode)
    (tempo, key) = (heard.track.tempo, features.key)
    course = place.course
    brokenSamples = features.brokenSamples
    complaint = heard.complaint
  }

  enum CodingKeys: String, CodingKey {
    case path, title, creator, seconds, valence, arousal, confidence, region, loudness, unrest, brightness
    case onsets, pulse, clarity, mode, tempo, key, course, complaint
    case silentSeconds = "silent_seconds"
    case valenceSpread = "valence_spread"
    case arousalSpread = "arousal_spread"
    case brokenSamples = "broken_samples"
  }

  /// For people.
  var lines: [String] {
    var sound: [String] = []
    if let tempo { sound.append("\(Int(tempo.rounded())) beats a minute") }
    if let key { sound.append(key) }
    sound.append(String(format: "%.1f dB, brightness %.0f Hz", loudness, brightness))
    sound.append(SpokenTime.place(.seconds(seconds)))
    return [
      path.withoutControls,
      String(
        format: "  valence %+.2f (± %.2f), arousal %+.2f (± %.2f): \(region.rawValue), %.0f %% sure", valence,
        valenceSpread, arousal, arousalSpread, 100 * confidence), "  " + sound.joined(separator: ", "),
    ]
  }
}
