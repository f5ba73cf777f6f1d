import Foundation
import Tensors

/// One line of the log of `mien text train`.
public struct TextEpochRecord: Codable, Hashable, Sendable {
  /// From 1.
  public let epoch: Int
  /// Mean training loss, nats, with dropout.
  public let trainingLoss: Double
  /// Mean cross-entropy on the held-out texts before the temperature, nats.
  public let heldOutLoss: Double
  /// Macro F1 on the held-out texts, with thresholds fitted on them: rather high.
  public let heldOutMacroF1: Double
  /// Share of held-out texts whose most probable emotion a rater named.
  public let heldOutAccuracy: Double
  public let temperature: Double
  public let sentencesPerSecond: Double
  public let seconds: Double
}

/// What a run writes: `recipe.json`, `log.jsonl`, `loss.svg`, `words.safetensors` (the best epoch on the held-out texts)
/// and `checkpoint.safetensors` (what a resumed run goes on from).
public struct TextRun: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var recipe: URL { url.appending(path: "recipe.json") }
  public var words: URL { url.appending(path: "words.safetensors") }
  var checkpoint: URL { url.appending(path: "checkpoint.safetensors") }
  private var log: URL { url.appending(path: "log.jsonl") }

  /// Makes the folder for a new run.
  ///
  /// - Throws: ``TrainingError/folder(path:reason:)`` if it holds a run already or cannot be written.
  func create(_ recipe: TextRecipe) throws(TrainingError) {
    if FileManager.default.fileExists(atPath: checkpoint.path) {
      throw .folder(
        path: url.path, reason: "holds a run already: resume it with --resume, or name another folder")
    }
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw .folder(path: url.path, reason: "cannot be made: may you write there?")
    }
    try write(recipe.json(), to: self.recipe)
  }

  /// The recipe that a run was begun with.
  public func begunRecipe() throws(TrainingError) -> TextRecipe {
    guard let data = try? Data(contentsOf: recipe) else { throw .nothingToResume(path: url.path) }
    return try TextRecipe(json: data)
  }

  /// The log so far.
  public func records() -> [TextEpochRecord] {
    guard let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(TextEpochRecord.self, from: Data($0.utf8))
    }
  }

  func write(_ records: [TextEpochRecord]) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let lines = records.compactMap { try? encoder.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    try write(Data((lines.joined(separator: "\n") + "\n").utf8), to: log)
    let chart = LineChart.loss(
      training: records.map(\.trainingLoss), validation: records.map(\.heldOutLoss))
    try write(Data(chart.svg().utf8), to: url.appending(path: "loss.svg"))
  }

  /// Everything a run needs to go on, bit for bit.
  func write(
    epoch: Int, weights: [String: WeightTensor], adam: Adam, _ circumstances: [String: String]
  ) throws(TensorError) {
    var file = WeightFile(metadata: circumstances)
    file.metadata["format"] = "mien-text-training-1"
    file.metadata["epoch"] = "\(epoch)"
    file.metadata["steps"] = "\(adam.steps)"
    for (name, tensor) in weights { file.tensors["weights/" + name] = tensor }
    for (name, tensor) in adam.state() { file.tensors["adam/" + name] = tensor }
    try Safetensors.write(file, to: checkpoint)
  }

  /// What the run goes on from.
  struct State {
    let epoch: Int
    let weights: [String: WeightTensor]
    let moments: [String: WeightTensor]
    let steps: Int
  }

  /// - Parameter circumstances: what decides the weights: recipe, data, threads; they must be those of the checkpoint.
  func read(_ circumstances: [String: String]) throws -> State {
    guard FileManager.default.fileExists(atPath: checkpoint.path) else {
      throw TrainingError.nothingToResume(path: url.path)
    }
    let file = try Safetensors.read(checkpoint)
    guard file.metadata["format"] == "mien-text-training-1",
      let epoch = file.metadata["epoch"].flatMap({ Int($0) }),
      let steps = file.metadata["steps"].flatMap({ Int($0) })
    else { throw TensorError.file(path: checkpoint.path, reason: "is no checkpoint of a run with texts") }
    for (what, value) in circumstances.sorted(by: { $0.key < $1.key }) where file.metadata[what] != value {
      throw TrainingError.otherRun(path: checkpoint.path, what: what)
    }
    func part(_ prefix: String) -> [String: WeightTensor] {
      file.tensors.reduce(into: [:]) { result, entry in
        if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
      }
    }
    return State(epoch: epoch, weights: part("weights/"), moments: part("adam/"), steps: steps)
  }

  private func write(_ data: Data, to file: URL) throws(TrainingError) {
    do { try data.write(to: file, options: .atomic) } catch {
      throw .folder(path: file.path, reason: "cannot be written: is there space, and may you write there?")
    }
  }
}
