import Tensors

/// Builds a network that infers: batch norm is folded into the convolutions, activation and residual are fused.
public struct InferenceBuilder: NetworkBuilder {
  public typealias Node = InferenceGraph.Node

  let graph: InferenceGraph
  let weights: NetworkWeights

  public init(_ graph: InferenceGraph, weights: NetworkWeights) {
    self.graph = graph
    self.weights = weights
  }

  public func shape(of node: Node) -> Shape { node.shape }

  public func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node {
    let folded = try weights.folded(unit, inputChannels: x.shape.channels)
    return try graph.convolution(
      x, weights: folded.kernel, bias: folded.bias, outputChannels: unit.outputChannels, kernel: unit.kernel,
      stride: unit.stride, padding: unit.padding(x.shape), groups: unit.groups, activation: unit.activation,
      residual: residual)
  }

  public func globalAveragePool(_ x: Node) throws(TensorError) -> Node { try graph.globalAveragePool(x) }

  public func dropout(_ x: Node, rate: Float) -> Node { x }

  public func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    try graph.dense(
      x, weights: weights.values(name + ".weight", [outputs, x.shape.channels]),
      bias: weights.values(name + ".bias", [outputs]))
  }
}
