import Foundation
import Tracks

/// One line of the log of `mien tracks train`.
public struct TrackEpochRecord: Codable, Hashable, Sendable {
  /// From 1.
  public let epoch: Int
  /// Mean negative log likelihood of both axes without its constant, nats, with dropout and noise.
  public let trainingLoss: Double
  /// The same on the held-out clips, without either.
  public let heldOutLoss: Double
  public let heldOutValenceRMSE, heldOutArousalRMSE: Double
  /// Mean norm of the gradients before they were clipped.
  public let gradientNorm: Double
}

/// What a run writes: `recipe.json`, `log.jsonl`, `loss.svg` and `tracks.safetensors` (the best epoch on the held-out clips).
public struct TrackRun: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var tracks: URL { url.appending(path: "tracks.safetensors") }
  private var log: URL { url.appending(path: "log.jsonl") }

  /// Makes the folder for a new run.
  ///
  /// - Throws: ``TrainingError/folder(path:reason:)`` if it holds a run already or cannot be written.
  public func create(_ recipe: TrackRecipe) throws(TrainingError) {
    if FileManager.default.fileExists(atPath: tracks.path) {
      throw .folder(path: url.path, reason: "holds a run already: name another folder")
    }
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw .folder(path: url.path, reason: "cannot be made: may you write there?")
    }
    try write(recipe.json() + Data("\n".utf8), to: url.appending(path: "recipe.json"))
  }

  /// The log so far.
  public func records() -> [TrackEpochRecord] {
    guard let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(TrackEpochRecord.self, from: Data($0.utf8))
    }
  }

  func write(_ records: [TrackEpochRecord]) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let lines = records.compactMap { try? encoder.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    try write(Data((lines.joined(separator: "\n") + "\n").utf8), to: log)
    let chart = LineChart(
      title: "Loss by epoch", quantity: "loss (negative log likelihood)",
      lines: [
        LineChart.Line(name: "training", values: records.map(\.trainingLoss)),
        LineChart.Line(name: "held out", values: records.map(\.heldOutLoss)),
      ])
    try write(Data(chart.svg().utf8), to: url.appending(path: "loss.svg"))
  }

  private func write(_ data: Data, to file: URL) throws(TrainingError) {
    do { try data.write(to: file, options: .atomic) } catch {
      throw .folder(path: file.path, reason: "cannot be written: is there space, and may you write there?")
    }
  }
}
