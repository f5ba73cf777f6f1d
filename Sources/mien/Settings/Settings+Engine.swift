import Engine
import Foundation
import Images
import Networks
import Tensors
import Web

extension Settings {
  /// The networks that read faces.
  var engineFiles: EngineFiles { EngineFiles(weights: weights, emotion: model, precision: precision) }

  /// An engine with its networks loaded, so that a missing one is said at the start.
  ///
  /// - Parameters:
  ///   - workers: pictures read at the same time.
  ///   - limits: of each picture.
  ///   - observe: told how long a worker had each picture.
  func engine(
    workers: Int, limits: ImageLimits, observe: @escaping @Sendable (Duration) -> Void = { _ in }
  ) async throws -> FrameEngine {
    let engine = FrameEngine(engineFiles, workers: workers, limits: limits, observe: observe)
    try await engine.prepare()
    return engine
  }

  /// The emotion network of `--model`, or the one that comes with Mien.
  func checkpoint() throws(TensorError) -> EmotionCheckpoint {
    guard let model else { return try .shipped() }
    return try .read(model)
  }

  /// What administrators are told of that network.
  func modelFacts() throws(TensorError) -> ModelFacts {
    let checkpoint = try checkpoint()
    let card = model == nil ? try? String(contentsOf: EmotionCheckpoint.shippedCardURL, encoding: .utf8) : nil
    return ModelFacts(
      version: checkpoint.sha256.map { String($0.prefix(12)) }, isShipped: model == nil,
      accuracy: checkpoint.notes["validation_accuracy"].flatMap(Double.init), card: card)
  }
}
