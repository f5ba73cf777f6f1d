import Images
import Networks
import Tensors

/// The network without its classifier, for inference: a face in, pooled features out.
struct FrozenBase {
  /// Batches computed so far.
  private(set) var runs = 0

  private let graph: InferenceGraph
  private let input: InferenceGraph.Node
  private let output: InferenceGraph.Node

  init(_ network: MobileNetV2, _ weights: NetworkWeights, side: Int, batch: Int, threads: Int)
    throws(TensorError)
  {
    graph = try InferenceGraph(threads: threads)
    input = graph.input(Shape(batch: batch, height: side, width: side, channels: network.inputChannels))
    output = try network.build(
      with: FeatureBuilder(layers: InferenceBuilder(graph, weights: weights)), input: input)
  }

  /// The features of each face, one after another.
  ///
  /// - Parameters:
  ///   - prepare: writes a face as the network wants it.
  ///   - goOn: asked after each batch.
  /// - Returns: nil if `goOn` said no.
  mutating func features(
    of faces: [PlacedFace], prepare: (PlacedFace, UnsafeMutableBufferPointer<Float>) -> Void, goOn: () -> Bool
  ) throws(TensorError) -> [Float]? {
    let (batch, size) = (input.shape.batch, input.shape.height * input.shape.width)
    let features = output.shape.channels
    var result: [Float] = []
    result.reserveCapacity(faces.count * features)
    for start in stride(from: 0, to: faces.count, by: batch) {
      let part = faces[start..<min(start + batch, faces.count)]
      graph.withInput(input) { values in
        for (place, face) in part.enumerated() {
          prepare(face, UnsafeMutableBufferPointer(rebasing: values[place * size..<(place + 1) * size]))
        }
      }
      try graph.run()
      graph.withOutput(output) { result += $0[..<(part.count * features)] }
      runs += 1
      guard goOn() else { return nil }
    }
    return result
  }
}

/// Builds a network as far as its pooled features: dropout and classifier add nothing.
private struct FeatureBuilder: NetworkBuilder {
  let layers: InferenceBuilder

  func shape(of node: InferenceGraph.Node) -> Shape { layers.shape(of: node) }

  func unit(
    _ x: InferenceGraph.Node, _ unit: ConvolutionUnit, residual: InferenceGraph.Node?
  ) throws(TensorError) -> InferenceGraph.Node { try layers.unit(x, unit, residual: residual) }

  func globalAveragePool(_ x: InferenceGraph.Node) throws(TensorError) -> InferenceGraph.Node {
    try layers.globalAveragePool(x)
  }

  func dropout(_ x: InferenceGraph.Node, rate: Float) -> InferenceGraph.Node { x }

  func dense(_ x: InferenceGraph.Node, outputs: Int, name: String) -> InferenceGraph.Node { x }
}
