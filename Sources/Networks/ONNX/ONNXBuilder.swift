import Tensors

/// Builds a network that other programs run: ONNX operations, with batch norm folded into the convolutions.
final class ONNXBuilder: NetworkBuilder {
  /// The value an operation gives. The shape is Mien's for one example, its channels last; ONNX has them second.
  struct Node {
    let name: String
    let shape: Shape
  }

  private(set) var nodes: [ONNXNode] = []
  private(set) var initializers: [ONNXTensor] = []
  private let weights: NetworkWeights

  init(weights: NetworkWeights) { self.weights = weights }

  func shape(of node: Node) -> Shape { node.shape }

  func unit(_ x: Node, _ unit: ConvolutionUnit, residual: Node?) throws(TensorError) -> Node {
    let folded = try weights.folded(unit, inputChannels: x.shape.channels)
    let inputs = x.shape.channels / unit.groups
    let padding = unit.padding(x.shape)
    let y = add(
      "Conv",
      [
        x.name,
        constant(
          unit.name + ".weight", [unit.outputChannels, inputs, unit.kernel, unit.kernel],
          channelsSecond(folded.kernel, places: unit.kernel * unit.kernel, channels: inputs)),
        constant(unit.name + ".bias", [unit.outputChannels], folded.bias),
      ],
      as: unit.name + ".convolution",
      [
        ("kernel_shape", .integers([unit.kernel, unit.kernel])),
        ("strides", .integers([unit.stride, unit.stride])),
        ("pads", .integers([padding.top, padding.left, padding.bottom, padding.right])),
        ("group", .integer(unit.groups)),
      ])
    let sum = residual.map { add("Add", [y, $0.name], as: unit.name + ".sum") } ?? y
    let output =
      switch unit.activation {
      case .none: sum
      case .relu: add("Relu", [sum], as: unit.name + ".activation")
      case .relu6:
        add(
          "Clip", [sum, constant("zero", [], [0]), constant("six", [], [6])], as: unit.name + ".activation")
      }
    return Node(
      name: output,
      shape: Shape(
        batch: 1, height: (x.shape.height + unit.stride - 1) / unit.stride,
        width: (x.shape.width + unit.stride - 1) / unit.stride, channels: unit.outputChannels))
  }

  func globalAveragePool(_ x: Node) -> Node {
    Node(
      name: add("Flatten", [add("GlobalAveragePool", [x.name], as: "pool")], as: "features"),
      shape: Shape(batch: 1, height: 1, width: 1, channels: x.shape.channels))
  }

  func dropout(_ x: Node, rate: Float) -> Node { x }

  func dense(_ x: Node, outputs: Int, name: String) throws(TensorError) -> Node {
    let shape = [outputs, x.shape.channels]
    let weight = constant(name + ".weight", shape, try weights.values(name + ".weight", shape))
    let bias = constant(name + ".bias", [outputs], try weights.values(name + ".bias", [outputs]))
    return Node(
      name: add("Gemm", [x.name, weight, bias], as: name, [("transB", .integer(1))]),
      shape: Shape(batch: 1, height: 1, width: 1, channels: outputs))
  }

  /// `softmax(logits / temperature)`.
  func probabilities(_ logits: Node, temperature: Double, name: String) -> Node {
    let divisor = constant("temperature", [], [Float(temperature)])
    let divided = add("Div", [logits.name, divisor], as: "calibrated")
    return Node(name: add("Softmax", [divided], as: name, [("axis", .integer(1))]), shape: logits.shape)
  }

  private func add(
    _ operation: String, _ inputs: [String], as output: String,
    _ attributes: [(name: String, value: ONNXNode.Attribute)] = []
  ) -> String {
    nodes.append(ONNXNode(operation: operation, inputs: inputs, output: output, attributes: attributes))
    return output
  }

  /// A constant by its name; one that is there already is used again.
  private func constant(_ name: String, _ shape: [Int], _ values: [Float]) -> String {
    if !initializers.contains(where: { $0.name == name }) {
      initializers.append(ONNXTensor(name: name, shape: shape, values: values))
    }
    return name
  }

  /// Kernels from output, place, channel (OHWI) to output, channel, place (OIHW).
  private func channelsSecond(_ kernel: [Float], places: Int, channels: Int) -> [Float] {
    var result = kernel
    for start in stride(from: 0, to: kernel.count, by: places * channels) {
      for place in 0..<places {
        for channel in 0..<channels {
          result[start + channel * places + place] = kernel[start + place * channels + channel]
        }
      }
    }
    return result
  }
}
