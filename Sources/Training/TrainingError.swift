/// What stops a training run.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case recipe(reason: String)
  /// The loss is not a number.
  case diverged(epoch: Int, step: Int)
  case tooFewRows(count: Int, batch: Int)
  /// A run folder that holds something else, or cannot be written.
  case folder(path: String, reason: String)
  /// A checkpoint that belongs to another recipe or other data.
  case otherRun(path: String, what: String)
  /// A folder without a checkpoint.
  case nothingToResume(path: String)

  public var description: String {
    switch self {
    case .recipe(let reason): "recipe: \(reason)"
    case .diverged(let epoch, let step):
      "the loss is no longer a number (epoch \(epoch), step \(step)): lower learningRate or raise warmUp in the "
        + "recipe; the run folder keeps the last good checkpoint"
    case .tooFewRows(let count, let batch):
      "\(count) training rows are fewer than a batch of \(batch): give more data or a smaller batchSize"
    case .folder(let path, let reason): "\(path): \(reason)"
    case .otherRun(let path, let what):
      "\(path) was made with other \(what): resume with the same, or train into a new folder"
    case .nothingToResume(let path):
      "\(path) holds no finished epoch to go on from: start the run again without --resume"
    }
  }
}
