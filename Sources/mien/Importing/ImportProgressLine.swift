import Foundation
import Recommendations

/// How far an import is: in kilobytes where it is known how many there are, otherwise in items.
struct ImportProgressLine {
  private let isTerminal: Bool
  private var bar: ProgressBar?
  private var total: Int?

  init(isTerminal: Bool) { self.isTerminal = isTerminal }

  mutating func show(_ progress: ImportProgress) {
    let now = ProcessInfo.processInfo.systemUptime
    // A folder has several files, each with a length of its own.
    if bar == nil || progress.total != total {
      total = progress.total
      bar = ProgressBar(
        total: total.map { $0 >> 10 }, unit: total == nil ? "items" : "KB", isTerminal: isTerminal, at: now)
    }
    bar?.show(total == nil ? progress.items : progress.bytes >> 10, at: now)
  }

  mutating func clear() { bar?.clear() }
}
