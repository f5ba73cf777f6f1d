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
    Console.write("\r\u{1B}[2K" + Self.text(progress))
  }

  /// "epoch 2/6 ██████············  loss 0.912  accuracy 71.3 %  140 images/s  12 min left"
  static func text(_ progress: Trainer.Progress, width: Int = 24) -> String {
    let done = progress.steps == 0 ? 0 : width * progress.step / progress.steps
    let bar = String(repeating: "█", count: done) + String(repeating: "·", count: width - done)
    return "epoch \(progress.epoch)/\(progress.epochs) \(bar)"
      + "  loss \(String(format: "%.3f", progress.loss))"
      + "  accuracy \(String(format: "%.1f %%", 100 * progress.accuracy))"
      + "  \(Int(progress.imagesPerSecond)) images/s  \(SpokenTime.length(seconds: progress.secondsLeft)) left"
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
