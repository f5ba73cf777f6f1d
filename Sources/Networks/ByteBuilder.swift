import Tensors

/// Builds a network that infers in bytes, but for its two ends: the first convolution, which has a single channel to
/// read, and what follows the last.
public struct ByteBuilder: NetworkBuilder {
  public enum Node: Sendable {
    case floats(InferenceGraph.Node)
    case bytes(InferenceGraph.ByteNode)
  }

  let graph: InferenceGraph
  let weights: NetworkWeights
  let ranges: FeatureRanges

  private var floats: InferenceBuilder { InferenceBuilder(graph, weights: weights) }

  public init(_ graph: InferenceGraph, weights: NetworkWeights, ranges: FeatureRanges) {
    self.graph = graph
    self.weights = weights
    self.ranges = ranges
  }

  public func shape(of node: Node) -> Shape {
    switch node {
    case .floats(let node): node.shape
    case .bytes(let node): node.shape
    }
  }

  public func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node {
    switch x {
    case .floats(let x):
      var shortcut: InferenceGraph.Node?
      if let residual { shortcut = try inFloats(residual) }
      return .bytes(
        try graph.bytes(floats.unit(x, unit, residual: shortcut), scale: ranges.scale(of: unit)))
    case .bytes(let x):
      let shortcut: InferenceGraph.ByteNode? = if case .bytes(let node) = residual { node } else { nil }
      let folded = try weights.folded(unit, inputChannels: x.shape.channels)
      let scale = if let shortcut { shortcut.scale } else { try ranges.scale(of: unit) }
      return .bytes(
        try graph.convolution(
          x, weights: folded.kernel, bias: folded.bias, outputChannels: unit.outputChannels,
          kernel: unit.kernel, stride: unit.stride, padding: unit.padding(x.shape), groups: unit.groups,
          scale: scale, residual: shortcut))
    }
  }

  public func globalAveragePool(_ x: Node) throws(TensorError) -> Node {
    .floats(try floats.globalAveragePool(inFloats(x)))
  }

  public func dropout(_ x: Node, rate: Float) -> Node { x }

  public func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    .floats(try floats.dense(inFloats(x), outputs: outputs, name: name))
  }

  /// A node as numbers of 32 bits.
  func inFloats(_ node: Node) throws(TensorError) -> InferenceGraph.Node {
    switch node {
    case .floats(let node): return node
    case .bytes(let node): return try graph.floats(node)
    }
  }
}
