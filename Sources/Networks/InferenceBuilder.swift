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
    var kernel = try weights.convolution(unit, inputChannels: x.shape.channels)
    let norm = try weights.batchNorm(unit)
    var bias = [Float](repeating: 0, count: unit.outputChannels)
    let stride = kernel.count / unit.outputChannels
    for channel in 0..<unit.outputChannels {
      let scale = norm.gamma[channel] / (norm.variance[channel] + ConvolutionUnit.epsilon).squareRoot()
      for i in channel * stride..<(channel + 1) * stride { kernel[i] *= scale }
      bias[channel] = norm.beta[channel] - norm.mean[channel] * scale
    }
    return try graph.convolution(
      x, weights: kernel, bias: bias, outputChannels: unit.outputChannels, kernel: unit.kernel,
      stride: unit.stride,
      padding: unit.padding(x.shape), groups: unit.groups, activation: unit.activation, residual: residual)
  }

  public func globalAveragePool(_ x: Node) throws(TensorError) -> Node { try graph.globalAveragePool(x) }

  public func dropout(_ x: Node, rate: Float) -> Node { x }

  public func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    try graph.dense(
      x, weights: weights.values(name + ".weight", [outputs, x.shape.channels]),
      bias: weights.values(name + ".bias", [outputs]))
  }
}
