import Emotions

/// What a way of showing labels made of streams with known changes.
struct MoodReplay: Sendable, CustomStringConvertible {
  /// True changes, the beginning of each stream among them.
  private(set) var changes = 0
  /// Those with at most one change of what is shown until the next true change.
  private(set) var calm = 0
  /// How often what is shown changed, in all.
  private(set) var shown = 0
  /// Seconds from each true change until the true label was shown; infinite where it never was.
  private(set) var delays: [Double] = []

  var share: Double { Double(calm) / Double(changes) }
  var reached: Double { Double(delays.count { $0.isFinite }) / Double(changes) }

  func delay(at quantile: Double) -> Double {
    let sorted = delays.sorted()
    return sorted[min(sorted.count - 1, Int(quantile * Double(sorted.count)))]
  }

  /// Replays a stream.
  ///
  /// - Parameter show: what is shown after a frame: a label, or `nil` for unsure. A frame in which an obstacle is shown
  ///   returns `unchanged`. Going from a label to unsure counts as a change.
  mutating func add(_ stream: MoodStream, show: (MoodStream.Frame) -> Shown) {
    var current: Emotion??
    var place = 0
    var turns = 0
    var delay = Double.infinity
    for frame in stream.frames {
      if place + 1 < stream.changes.count, stream.changes[place + 1] <= frame.time {
        close(turns, delay)
        place += 1
        (turns, delay) = (0, .infinity)
      }
      guard case .label(let label) = show(frame) else { continue }
      if let current, current != label { turns += 1 }
      current = label
      if label == frame.truth, delay == .infinity { delay = frame.time - stream.changes[place] }
    }
    close(turns, delay)
  }

  private mutating func close(_ turns: Int, _ delay: Double) {
    changes += 1
    shown += turns
    calm += turns <= 1 ? 1 : 0
    delays.append(delay)
  }

  var description: String {
    func rounded(_ value: Double) -> String { String(Double((value * 100).rounded()) / 100) }
    return """
      \(changes) true changes: at most one shown in \(rounded(share * 100)) %, \
      \(rounded(Double(shown) / Double(changes))) shown a change, delay median \(rounded(delay(at: 0.5))) s, \
      90 % \(rounded(delay(at: 0.9))) s, never shown \(rounded((1 - reached) * 100)) %
      """
  }
}

/// What is shown after a frame.
enum Shown {
  case label(Emotion?)
  /// An obstacle is shown; the label does not count.
  case unchanged
}

extension MoodReplay {
  /// The mood tracker's answer to streams.
  static func tracked(_ streams: [MoodStream], rules: MoodRules = MoodRules()) -> MoodReplay {
    streams.reduce(into: MoodReplay()) { replay, stream in
      var tracker = MoodTracker(rules: rules)
      replay.add(stream) { frame in
        let distribution = frame.probabilities.flatMap { try? EmotionDistribution($0) }
        switch tracker.update(with: distribution, at: .seconds(frame.time)).state {
        case .mood(let label, _): return .label(label)
        case .unsure: return .label(nil)
        case .obstacle: return .unchanged
        }
      }
    }
  }

  /// What showing each frame's top label would do.
  static func naive(_ streams: [MoodStream]) -> MoodReplay {
    streams.reduce(into: MoodReplay()) { replay, stream in
      replay.add(stream) { frame in
        let distribution = frame.probabilities.flatMap { try? EmotionDistribution($0) }
        return distribution.map { .label($0.top) } ?? .unchanged
      }
    }
  }
}
