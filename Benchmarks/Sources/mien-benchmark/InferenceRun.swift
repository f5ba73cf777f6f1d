import Networks
import Tensors

/// The emotion network that comes with Mien on a batch of faces.
final class InferenceRun {
  private let network: BatchInference
  private let pixels: [Float]

  init(side: Int, batch: Int, threads: Int) throws {
    let checkpoint = try EmotionCheckpoint.shipped()
    network = try BatchInference(
      Shape(batch: batch, height: side, width: side, channels: 1), threads: threads
    ) { (graph, input) throws(TensorError) in
      try checkpoint.network.build(
        with: InferenceBuilder(graph, weights: checkpoint.weights), input: input)
    }
    var generator = SplitMix64(seed: 1)
    pixels = (0..<network.shape.count).map { _ in generator.uniform() * 2 - 1 }
  }

  func run() throws {
    network.withInput { _ = $0.update(from: pixels) }
    try network.run(images: network.shape.batch)
    network.withOutput { _ = Array($0) }
  }
}

extension EmotionCheckpoint {
  /// The shipped network for faces of another size: it is convolutional, so its weights serve any.
  static func shipped(side: Int) throws -> EmotionCheckpoint {
    let checkpoint = try shipped()
    return EmotionCheckpoint(network: checkpoint.network, weights: checkpoint.weights, side: side)
  }
}
