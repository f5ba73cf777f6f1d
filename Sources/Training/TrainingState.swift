import Foundation
import Networks
import Tensors

/// Everything a run needs to go on, bit for bit: weights, running statistics, average, optimizer, and how far it is.
struct TrainingState {
  /// What an epoch has come to so far.
  struct Partial: Equatable {
    /// Steps done.
    var steps = 0
    /// Sum of their losses.
    var loss = 0.0
    /// Faces whose most probable emotion was the target's.
    var right = 0
  }

  /// Whole epochs done.
  let epoch: Int
  /// What was done of the next.
  let partial: Partial
  let weights: NetworkWeights
  private let file: WeightFile

  init(
    epoch: Int, partial: Partial = Partial(), weights: NetworkWeights, average: [String: WeightTensor],
    adam: Adam
  ) {
    self.epoch = epoch
    self.partial = partial
    self.weights = weights
    var file = WeightFile(metadata: [
      "format": "mien-training-1", "epoch": "\(epoch)", "steps": "\(adam.steps)",
      "partial_steps": "\(partial.steps)", "partial_loss": "\(partial.loss)",
      "partial_right": "\(partial.right)",
    ])
    for (name, tensor) in weights.tensors { file.tensors["weights/" + name] = tensor }
    for (name, tensor) in average { file.tensors["average/" + name] = tensor }
    for (name, tensor) in adam.state() { file.tensors["adam/" + name] = tensor }
    self.file = file
  }

  /// - Parameter circumstances: what else decides the weights: data, threads.
  func write(_ folder: RunFolder, _ recipe: Recipe, _ circumstances: [String: String]) throws(TensorError) {
    var file = file
    file.metadata.merge(circumstances) { $1 }
    file.metadata["recipe"] = String(decoding: recipe.json(), as: UTF8.self)
    try Safetensors.write(file, to: folder.checkpoint)
  }

  /// The folder's checkpoint.
  ///
  /// - Throws: ``TensorError`` if it is missing or damaged, ``TrainingError/otherRun(path:what:)`` if it is another's.
  static func read(
    _ folder: RunFolder, _ recipe: Recipe, _ circumstances: [String: String]
  ) throws -> TrainingState {
    guard FileManager.default.fileExists(atPath: folder.checkpoint.path) else {
      throw TrainingError.nothingToResume(path: folder.url.path)
    }
    let file = try Safetensors.read(folder.checkpoint)
    guard file.metadata["recipe"] == String(decoding: recipe.json(), as: UTF8.self) else {
      throw TrainingError.otherRun(path: folder.checkpoint.path, what: "recipe")
    }
    for (what, value) in circumstances where file.metadata[what] != value {
      throw TrainingError.otherRun(
        path: folder.checkpoint.path, what: "\(what) (\(file.metadata[what] ?? "unknown"))")
    }
    guard file.metadata["teachers"] == circumstances["teachers"] else {
      throw TrainingError.otherRun(path: folder.checkpoint.path, what: "teachers")
    }
    guard file.metadata["format"] == "mien-training-1",
      let epoch = file.metadata["epoch"].flatMap({ Int($0) })
    else {
      throw TensorError.file(path: folder.checkpoint.path, reason: "is no checkpoint of a training run")
    }
    return TrainingState(epoch: epoch, file: file)
  }

  private init(epoch: Int, file: WeightFile) {
    self.epoch = epoch
    // Checkpoints of versions that kept whole epochs only do not have these.
    partial = Partial(
      steps: file.metadata["partial_steps"].flatMap { Int($0) } ?? 0,
      loss: file.metadata["partial_loss"].flatMap(Double.init) ?? 0,
      right: file.metadata["partial_right"].flatMap { Int($0) } ?? 0)
    self.file = file
    weights = NetworkWeights(TrainingState.part("weights/", file))
  }

  func restore(_ adam: Adam, _ average: WeightAverage) throws(TensorError) {
    try adam.restore(
      TrainingState.part("adam/", file), steps: file.metadata["steps"].flatMap { Int($0) } ?? 0)
    try average.restore(TrainingState.part("average/", file))
  }

  private static func part(_ prefix: String, _ file: WeightFile) -> [String: WeightTensor] {
    file.tensors.reduce(into: [:]) { result, entry in
      if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
    }
  }
}
