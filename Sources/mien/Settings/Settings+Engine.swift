import Engine
import Images
import Networks
import Tensors

extension Settings {
  /// An engine with its networks loaded, so that a missing one is said at the start.
  ///
  /// - Parameters:
  ///   - workers: pictures read at the same time.
  ///   - limits: of each picture.
  ///   - observe: told how long a worker had each picture.
  func engine(
    workers: Int, limits: ImageLimits, observe: @escaping @Sendable (Duration) -> Void = { _ in }
  ) async throws -> FrameEngine {
    let engine = FrameEngine(
      EngineFiles(weights: weights, emotion: model), workers: workers, limits: limits, observe: observe)
    try await engine.prepare()
    return engine
  }

  /// The emotion network of `--model`, or the one that comes with Mien.
  func checkpoint() throws(TensorError) -> EmotionCheckpoint {
    guard let model else { return try .shipped() }
    return try .read(model)
  }
}
