import Tensors

/// A TFLite model on our engine.
package final class TFLiteNetwork {
  /// An output of the model: its values are those of `nodes`, one after the other.
  package struct Output {
    package let shape: [Int]
    let nodes: [InferenceGraph.Node]
  }

  /// Shape of the input.
  package var inputShape: Shape { input.shape }
  package let outputs: [Output]
  /// Multiplications with additions that a run takes.
  package var multiplications: Int { graph.multiplications }
  private let graph: InferenceGraph
  private let input: InferenceGraph.Node
  /// The values of each output, kept from run to run.
  private var values: [[Float]]

  /// Builds the engine's graph from the file's operators.
  package init(_ model: TFLiteModel, threads: Int = 1) throws(FaceError) {
    var builder = try TFLiteGraphBuilder(model, threads: threads)
    (input, outputs) = try builder.build()
    graph = builder.graph
    values = outputs.map { _ in [] }
    graph.keep(only: outputs.flatMap(\.nodes))
  }

  /// Runs the network on the input that `fill` writes (batch, height, width, channels) and returns the values of
  /// each output.
  package func run(
    _ fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(FaceError) -> [[Float]] {
    graph.withInput(input, fill)
    try onEngine { () throws(TensorError) in try graph.run() }
    for (place, output) in outputs.enumerated() {
      values[place].removeAll(keepingCapacity: true)
      for node in output.nodes { graph.withOutput(node) { values[place].append(contentsOf: $0) } }
    }
    return values
  }
}
