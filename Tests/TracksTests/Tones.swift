import Foundation
import Tracks

/// Sounds of which everything is known.
enum Tones {
  static let rate = Double(TrackAnalyser.rate)

  static func sine(_ frequency: Double, seconds: Double, amplitude: Double = 0.5) -> [Float] {
    (0..<Int(seconds * rate)).map { Float(amplitude * sin(2 * .pi * frequency * Double($0) / rate)) }
  }

  /// Chords of sines, a second each, by the MIDI numbers of their notes.
  static func chords(_ chords: [[Int]], times: Int) -> [Float] {
    (0..<times).flatMap { _ in
      chords.flatMap { notes in
        notes.map { sine(440 * exp2((Double($0) - 69) / 12), seconds: 1, amplitude: 0.15) }
          .reduce([Float](repeating: 0, count: Int(rate))) { zip($0, $1).map(+) }
      }
    }
  }

  /// Short clicks with a tone in them.
  static func clicks(beatsAMinute: Double, seconds: Double) -> [Float] {
    (0..<Int(seconds * rate)).map { place in
      let age = (Double(place) / rate).truncatingRemainder(dividingBy: 60 / beatsAMinute)
      return Float(0.7 * exp(-age / 0.02) * sin(2 * .pi * 900 * age))
    }
  }

  static func features(_ samples: [Float]) throws(TrackError) -> TrackFeatures {
    var analyser = TrackAnalyser()
    analyser.add(samples)
    return try analyser.finish()
  }
}
