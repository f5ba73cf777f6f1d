import Foundation

/// How far a long task is, on one moving line.
struct ProgressBar {
  let total: Int?
  /// What is counted, such as "frames".
  let unit: String
  private let isTerminal: Bool
  private let begin: Double
  private var lastShown = -1.0
  private var isShown = false

  /// - Parameters:
  ///   - total: `nil` if it is not known.
  ///   - isTerminal: nothing is shown elsewhere.
  ///   - now: seconds on a clock that does not jump.
  init(total: Int?, unit: String, isTerminal: Bool, at now: Double) {
    self.total = total
    self.unit = unit
    self.isTerminal = isTerminal
    begin = now
  }

  /// Shows the line on standard error, at most ten times a second.
  mutating func show(_ done: Int, at now: Double) {
    guard isTerminal, now - lastShown > 0.1 else { return }
    lastShown = now
    isShown = true
    Console.write("\r\u{1B}[2K" + text(done, at: now))
  }

  /// Removes the line, before something else is written.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    lastShown = -1
    Console.write("\r\u{1B}[2K")
  }

  /// "██████······  120/480 frames  31 a second  12 s left"
  func text(_ done: Int, at now: Double, width: Int = 24) -> String {
    let rate = Double(done) / max(1e-3, now - begin)
    let speed = String(format: rate < 10 ? "%.1f a second" : "%.0f a second", rate)
    guard let total, total > 0 else { return "\(done) \(unit)  \(speed)" }
    let filled = min(width, width * done / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    let left =
      done > 0 && done < total
      ? "  \(SpokenTime.length(seconds: Double(total - done) / max(rate, 1e-3))) left" : ""
    return "\(bar)  \(done)/\(total) \(unit)  \(speed)\(left)"
  }
}
