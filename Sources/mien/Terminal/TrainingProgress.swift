import Foundation
import Training

/// Shows a training run on standard error: a line an epoch, and at a terminal a moving one between them.
struct TrainingProgress {
  let folder: RunFolder
  let isTerminal: Bool
  private var shown = 0
  private var lastUpdate = 0.0

  init(folder: RunFolder, isTerminal: Bool) {
    self.folder = folder
    self.isTerminal = isTerminal
  }

  mutating func show(_ progress: Trainer.Progress) {
    if progress.step == 1 { finish() }
    let now = ProcessInfo.processInfo.systemUptime
    guard isTerminal, now - lastUpdate > 0.2 else { return }
    lastUpdate = now
    let done = progress.steps == 0 ? 0 : 24 * progress.step / progress.steps
    let bar = String(repeating: "█", count: done) + String(repeating: "·", count: 24 - done)
    Console.write(
      "\r\u{1B}[2Kepoch \(progress.epoch)/\(progress.epochs) \(bar)"
        + "  loss \(String(format: "%.3f", progress.loss))"
        + "  \(Int(progress.imagesPerSecond)) images/s  \(SpokenTime.length(seconds: progress.secondsLeft)) left"
    )
  }

  /// Shows the epochs that ended since the last call.
  mutating func finish() {
    if isTerminal { Console.write("\r\u{1B}[2K") }
    for record in folder.records().dropFirst(shown) {
      Console.note(
        "epoch \(record.epoch): loss \(String(format: "%.4f", record.trainingLoss)), "
          + "validation loss \(String(format: "%.4f", record.validationLoss)), "
          + "accuracy \(String(format: "%.2f %%", 100 * record.validationAccuracy)), "
          + SpokenTime.length(seconds: record.seconds))
      shown += 1
    }
  }
}
