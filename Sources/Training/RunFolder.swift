import Foundation
import Tensors

/// One line of a run's log.
public struct EpochRecord: Codable, Hashable, Sendable {
  /// From 1.
  public let epoch: Int
  /// Mean training loss, nats, with augmentation, dropout and label smoothing.
  public let trainingLoss: Double
  /// Share of augmented training faces whose most probable emotion is the target's.
  public let trainingAccuracy: Double
  /// Mean cross-entropy of the weight average on the validation rows, nats.
  public let validationLoss: Double
  public let validationAccuracy: Double
  public let validationMacroRecall: Double
  public let learningRate: Double
  public let imagesPerSecond: Double
  public let seconds: Double
  /// Of those, in which the step waited for a batch that was not rendered yet; `nil` where none are rendered.
  public var secondsWaited: Double?
}

/// What a run writes: `recipe.json`, `log.jsonl`, `log.csv`, `loss.svg`, `accuracy.svg`, `weights.safetensors` (the best
/// epoch on validation, what ships) and `checkpoint.safetensors` (what a resumed run goes on from).
public struct RunFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  var recipe: URL { url.appending(path: "recipe.json") }
  public var weights: URL { url.appending(path: "weights.safetensors") }
  var checkpoint: URL { url.appending(path: "checkpoint.safetensors") }

  /// Makes the folder for a new run.
  ///
  /// - Throws: ``TrainingError/folder(path:reason:)`` if it holds a run already or cannot be written.
  func create(_ recipe: Recipe) throws(TrainingError) {
    if FileManager.default.fileExists(atPath: checkpoint.path) {
      throw .folder(
        path: url.path, reason: "holds a run already: resume it with --resume, or name another folder")
    }
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw .folder(path: url.path, reason: "cannot be made: may you write there?")
    }
    try write(recipe.json(), to: self.recipe)
  }

  /// The log so far.
  public func records() -> [EpochRecord] {
    guard let text = try? String(contentsOf: url.appending(path: "log.jsonl"), encoding: .utf8) else {
      return []
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return text.split(separator: "\n").compactMap {
      try? decoder.decode(EpochRecord.self, from: Data($0.utf8))
    }
  }

  /// Writes the log and the curves of all epochs.
  func write(_ records: [EpochRecord]) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    let lines = records.compactMap { try? encoder.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    try write(Data((lines.joined(separator: "\n") + "\n").utf8), to: url.appending(path: "log.jsonl"))
    var table =
      "epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,validation_macro_recall,"
      + "learning_rate,images_per_second,seconds,seconds_waited\n"
    for r in records {
      table +=
        "\(r.epoch),\(r.trainingLoss),\(r.trainingAccuracy),\(r.validationLoss),\(r.validationAccuracy),"
        + "\(r.validationMacroRecall),\(r.learningRate),\(r.imagesPerSecond),\(r.seconds),"
        + "\(r.secondsWaited.map { "\($0)" } ?? "")\n"
    }
    try write(Data(table.utf8), to: url.appending(path: "log.csv"))
    let loss = LineChart.loss(
      training: records.map(\.trainingLoss), validation: records.map(\.validationLoss))
    let accuracy = LineChart.accuracy(
      training: records.map(\.trainingAccuracy), validation: records.map(\.validationAccuracy))
    try write(Data(loss.svg().utf8), to: url.appending(path: "loss.svg"))
    try write(Data(accuracy.svg().utf8), to: url.appending(path: "accuracy.svg"))
  }

  private func write(_ data: Data, to file: URL) throws(TrainingError) {
    do { try data.write(to: file, options: .atomic) } catch {
      throw .folder(path: file.path, reason: "cannot be written: is there space, and may you write there?")
    }
  }
}
