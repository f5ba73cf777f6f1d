import Images
import Tensors

/// Builds the network of 32 bits and remembers where the outputs lie that no activation bounds, to see which values they
/// take.
final class RangeBuilder: NetworkBuilder {
  typealias Node = InferenceGraph.Node

  private let builder: InferenceBuilder
  /// Feature maps and whose range each widens: its own, or that of the first in a row of inverted residuals.
  private(set) var maps: [(node: Node, name: String)] = []

  init(_ builder: InferenceBuilder) { self.builder = builder }

  func shape(of node: Node) -> Shape { builder.shape(of: node) }

  func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node {
    let result = try builder.unit(x, unit, residual: residual)
    guard unit.activation == .none else { return result }
    let origin = residual.flatMap { residual in maps.first { $0.node == residual } }
    maps.append((result, origin?.name ?? unit.name))
    return result
  }

  func globalAveragePool(_ x: Node) throws(TensorError) -> Node { try builder.globalAveragePool(x) }

  func dropout(_ x: Node, rate: Float) -> Node { builder.dropout(x, rate: rate) }

  func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    try builder.dense(x, outputs: outputs, name: name)
  }
}

extension EmotionCheckpoint {
  /// The same network with the ranges its feature maps take on these faces, so that it can be computed in bytes; without
  /// ranges if what they take is no number, or always the same.
  ///
  /// - Parameter faces: some hundreds, prepared as those it was trained on, and none of those it is judged by.
  /// - Precondition: there is a face.
  public func calibrated(on faces: [PlacedFace]) throws(TensorError) -> EmotionCheckpoint {
    precondition(!faces.isEmpty, "ranges are taken from faces")
    let graph = try InferenceGraph()
    let builder = RangeBuilder(InferenceBuilder(graph, weights: weights))
    let face = graph.input(Shape(batch: 1, height: side, width: side, channels: network.inputChannels))
    _ = try network.build(with: builder, input: face)
    var input = FaceInput(side: side)
    var ranges: [String: [Float]] = [:]
    for image in faces {
      graph.withInput(face) { input.prepare(image, sourceSide: sourceSide, into: $0) }
      try graph.run()
      for (node, name) in builder.maps {
        let (low, high) = graph.withOutput(node) { ($0.min() ?? .nan, $0.max() ?? .nan) }
        let known = ranges[name] ?? [low, high]
        ranges[name] = [min(known[0], low), max(known[1], high)]
      }
    }
    return with(FeatureRanges(ranges))
  }
}
