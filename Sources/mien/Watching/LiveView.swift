import Emotions
import Engine
import Foundation

/// What a terminal shows of a reading: the mood, a bar an emotion, and how it goes.
enum LiveView {
  private static let barWidth = 30
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// - Parameter footer: below the bars.
  static func lines(_ reading: ViewerReading, footer: [String]) -> [String] {
    let mood = reading.mood.mood
    let affect = mood.map { mood in
      let place = mood.distribution.affect
      return String(format: "valence %+.2f  arousal %+.2f", place.valence, place.arousal)
    }
    return [MoodWords.state(reading).padded(to: 44) + (affect ?? ""), ""]
      + Emotion.allCases.map { emotion in
        let share = mood?.distribution[emotion]
        let percent = share.map { "\(Int(($0 * 100).rounded())) %" } ?? "–"
        return "  " + emotion.rawValue.padded(to: 9) + bar(share ?? 0).padded(to: barWidth + 1)
          + percent.padded(from: 5)
      } + [""] + footer
  }

  private static func bar(_ share: Double) -> String {
    let parts = Int((max(0, min(1, share)) * Double(8 * barWidth)).rounded())
    return String(repeating: "█", count: parts / 8) + eighths[parts % 8]
  }
}
