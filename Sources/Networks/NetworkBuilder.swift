import Tensors

/// A convolution, its batch norm and its activation: the unit MobileNetV2 is made of.
public struct ConvolutionUnit: Hashable, Sendable {
  public let name: String
  public let outputChannels: Int
  public let kernel: Int
  public let stride: Int
  public let groups: Int
  public let activation: Activation

  init(
    _ name: String, outputChannels: Int, kernel: Int, stride: Int = 1, groups: Int = 1, activation: Activation
  ) {
    self.name = name
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.groups = groups
    self.activation = activation
  }

  /// Epsilon of every batch norm, as Keras has it for MobileNetV2.
  static let epsilon: Float = 1e-3
}

/// What a network needs of a graph. Two graphs can do it: one that trains and one that infers.
public protocol NetworkBuilder {
  associatedtype Node

  func shape(of node: Node) -> Shape
  /// `activation(batchNorm(convolution(x)) + residual)`, with TensorFlow's "same" padding.
  func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node
  func globalAveragePool(_ x: Node) throws(TensorError) -> Node
  func dropout(_ x: Node, rate: Float) throws(TensorError) -> Node
  func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node
}

/// Weights by name: `stem.weight`, `block.3.expand.gamma`, `classifier.bias`, …
public struct NetworkWeights: Sendable {
  public let tensors: [String: WeightTensor]

  public init(_ tensors: [String: WeightTensor]) { self.tensors = tensors }

  /// Values of a tensor.
  ///
  /// - Throws: ``TensorError/weight(name:reason:)`` if it is missing or has another shape.
  func values(_ name: String, _ shape: [Int]) throws(TensorError) -> [Float] {
    guard let tensor = tensors[name] else {
      throw .weight(name: name, reason: "is missing: is this a checkpoint of Mien's MobileNetV2?")
    }
    guard tensor.shape == shape else {
      throw .weight(
        name: name, reason: "has the shape \(tensor.shape), not \(shape): another width or class count?")
    }
    return tensor.values
  }

  func convolution(_ unit: ConvolutionUnit, inputChannels: Int) throws(TensorError) -> [Float] {
    try values(
      unit.name + ".weight", [unit.outputChannels, unit.kernel, unit.kernel, inputChannels / unit.groups])
  }

  func batchNorm(_ unit: ConvolutionUnit) throws(TensorError) -> BatchNormWeights {
    let shape = [unit.outputChannels]
    return BatchNormWeights(
      gamma: try values(unit.name + ".gamma", shape), beta: try values(unit.name + ".beta", shape),
      mean: try values(unit.name + ".mean", shape), variance: try values(unit.name + ".variance", shape))
  }
}
