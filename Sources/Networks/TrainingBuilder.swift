import Tensors

/// Builds a network that trains, starting from given weights.
public struct TrainingBuilder: NetworkBuilder {
  public typealias Node = TrainingGraph.Node

  let graph: TrainingGraph
  let weights: NetworkWeights
  let seed: UInt64
  let momentum: Float

  /// - Parameters:
  ///   - seed: of dropout.
  ///   - momentum: of the running statistics of batch norm.
  public init(_ graph: TrainingGraph, weights: NetworkWeights, seed: UInt64, momentum: Float = 0.99) {
    self.graph = graph
    self.weights = weights
    self.seed = seed
    self.momentum = momentum
  }

  public func shape(of node: Node) -> Shape { node.shape }

  public func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node {
    let y = try graph.convolution(
      x, weights: weights.convolution(unit, inputChannels: x.shape.channels),
      outputChannels: unit.outputChannels,
      kernel: unit.kernel, stride: unit.stride, padding: unit.padding(x.shape), groups: unit.groups,
      name: unit.name)
    return try graph.batchNorm(
      y, initial: weights.batchNorm(unit), activation: unit.activation, residual: residual,
      epsilon: ConvolutionUnit.epsilon, momentum: momentum, name: unit.name)
  }

  public func globalAveragePool(_ x: Node) -> Node { graph.globalAveragePool(x) }

  public func dropout(_ x: Node, rate: Float) -> Node {
    rate > 0 ? graph.dropout(x, rate: rate, seed: seed) : x
  }

  public func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    try graph.dense(
      x, weights: weights.values(name + ".weight", [outputs, x.shape.channels]),
      bias: weights.values(name + ".bias", [outputs]), name: name)
  }
}

extension ConvolutionUnit {
  func padding(_ input: Shape) -> Padding {
    .same(height: input.height, width: input.width, kernel: kernel, stride: stride)
  }
}

extension TrainingGraph {
  /// The weights as they are now: parameters (or what `averages` has for them) and running statistics.
  public func weights(averages: [String: WeightTensor] = [:]) -> NetworkWeights {
    var tensors: [String: WeightTensor] = [:]
    for parameter in parameters {
      let isDense = parameter.name == "classifier.weight"
      let value = averages[parameter.name]?.values ?? parameter.value.values
      let shape = isDense ? [parameter.shape[0], parameter.shape[3]] : parameter.shape
      tensors[parameter.name] = WeightTensor(shape: shape, values: value)
    }
    for running in statistics {
      let shape = [running.mean.count]
      tensors[running.name + ".mean"] = WeightTensor(shape: shape, values: running.mean.values)
      tensors[running.name + ".variance"] = WeightTensor(shape: shape, values: running.variance.values)
    }
    return NetworkWeights(tensors)
  }
}
