import Emotions
import Networks
import Tensors

/// The step that `mien train` takes, on a fixed batch: forward, loss, backward, Adam, the average of the weights.
final class TrainingStep {
  private let graph: TrainingGraph
  private let adam: Adam
  private let input: TrainingGraph.Node
  private let pixels: [Float]
  private let targets: [Float]
  private var steps = 0

  init(side: Int, batch: Int, threads: Int) throws {
    let classes = Emotion.allCases.count
    let network = MobileNetV2(classes: classes, dropout: 0.2)
    graph = try TrainingGraph(threads: threads)
    input = graph.input(Shape(batch: batch, height: side, width: side, channels: 1))
    let logits = try network.build(
      with: TrainingBuilder(graph, weights: network.randomWeights(seed: 1), seed: 1), input: input)
    try graph.prepare(loss: logits, labelSmoothing: 0.1)
    adam = Adam(graph.parameters, weightDecay: 0.01, threads: threads)
    var generator = SplitMix64(seed: 1)
    pixels = (0..<input.shape.count).map { _ in generator.uniform() * 2 - 1 }
    targets = (0..<batch).flatMap { image in (0..<classes).map { $0 == image % classes ? 1 : 0 } }
  }

  func run() throws {
    graph.withInput(input) { _ = $0.update(from: pixels) }
    try graph.forward(step: steps)
    _ = graph.loss(targets: targets)
    try graph.backward()
    adam.step { _ in 1e-3 }
    steps += 1
  }
}
