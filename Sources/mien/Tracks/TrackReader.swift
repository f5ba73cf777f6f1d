import Foundation
import Recommendations
import Tracks
import Video

/// Hears files: `ffmpeg` decodes, the analyser listens, the network places.
struct TrackReader: Sendable {
  let network: TrackNetwork

  /// What was heard in a file.
  struct Heard: Sendable {
    let track: HeardTrack
    let features: TrackFeatures
    let place: TrackPlace
    /// What was wrong with the file, although most of it was read.
    let complaint: String?
  }

  /// Why a file has no place.
  enum Problem: Error, CustomStringConvertible {
    case sound(SoundError)
    case track(TrackError)

    var description: String {
      switch self {
      case .sound(let error): error.description
      case .track(let error): error.description
      }
    }
  }

  /// Hears a file to its end, in a fixed amount of memory.
  func hear(_ path: String) throws(Problem) -> Heard {
    var analyser = TrackAnalyser()
    let complaint: String?
    let info: SoundInfo
    do {
      let reader = try SoundReader(path: path, rate: TrackAnalyser.rate)
      defer { reader.stop() }
      while let samples = try reader.next() { analyser.add(samples) }
      complaint = reader.complaint
      info = try SoundInfo.of(file: path)
    } catch { throw .sound(error) }
    let features: TrackFeatures
    do { features = try analyser.finish() } catch { throw .track(error) }
    let place = network.place(features.windows)
    let track = HeardTrack(
      path: path, title: info.title, artist: info.artist, seconds: features.seconds, place: place.place,
      confidence: place.confidence, tempo: features.mean.pulse > 0.1 ? features.mean.beatsAMinute : nil,
      key: features.key, loudness: features.mean.loudness)
    return Heard(track: track, features: features, place: place, complaint: complaint)
  }
}
