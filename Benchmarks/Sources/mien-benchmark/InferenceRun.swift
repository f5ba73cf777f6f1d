import Networks
import Tensors

/// The emotion network that comes with Mien on a batch of faces, `atOnce` of them in one run.
final class InferenceRun {
  private let graph: InferenceGraph
  private let input: InferenceGraph.Node
  private let logits: InferenceGraph.Node
  private let runs: Int
  private let pixels: [Float]

  init(side: Int, batch: Int, threads: Int, atOnce: Int) throws {
    let checkpoint = try EmotionCheckpoint.shipped()
    runs = (batch + atOnce - 1) / atOnce
    graph = try InferenceGraph(threads: threads)
    input = graph.input(Shape(batch: min(batch, atOnce), height: side, width: side, channels: 1))
    logits = try checkpoint.network.build(
      with: InferenceBuilder(graph, weights: checkpoint.weights), input: input)
    var generator = SplitMix64(seed: 1)
    pixels = (0..<input.shape.count * runs).map { _ in generator.uniform() * 2 - 1 }
  }

  func run() throws {
    let count = input.shape.count
    for run in 0..<runs {
      graph.withInput(input) { _ = $0.update(from: pixels[run * count..<(run + 1) * count]) }
      try graph.run()
      _ = graph.output(logits)
    }
  }
}

extension EmotionCheckpoint {
  /// The shipped network for faces of another size: it is convolutional, so its weights serve any.
  static func shipped(side: Int) throws -> EmotionCheckpoint {
    let checkpoint = try shipped()
    return EmotionCheckpoint(network: checkpoint.network, weights: checkpoint.weights, side: side)
  }
}
