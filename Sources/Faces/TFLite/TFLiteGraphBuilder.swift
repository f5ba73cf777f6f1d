import Tensors

/// Maps the operators of a TFLite file onto the engine's graph.
///
/// A convolution waits until somebody needs its values: so the addition and the ReLU that follow it can join it and
/// run inside its primitive, as can zeros around the image that come before it. Each shape is worked out and compared
/// with the one in the file before memory is taken for it.
struct TFLiteGraphBuilder {
  /// What is known of a tensor so far.
  enum Value {
    case constant([Float])
    case node(InferenceGraph.Node)
    case padded(InferenceGraph.Node, Padding)
    case pending(PendingConvolution)
    /// A list of boxes or scores: the values of these nodes, one after the other.
    case list([InferenceGraph.Node])
  }

  let graph: InferenceGraph
  let model: TFLiteModel
  /// How often each tensor is read; what is read once can be changed in place.
  private let readers: [Int: Int]
  private var values: [Int: Value] = [:]
  /// Numbers left to be taken by feature maps and constants, so that a small file cannot ask for all memory.
  private var allowance = 1 << 26

  init(_ model: TFLiteModel, threads: Int) throws(FaceError) {
    self.model = model
    graph = try onEngine { () throws(TensorError) in try InferenceGraph(threads: threads) }
    let read = model.operators.flatMap(\.inputs) + model.outputs
    readers = Dictionary(read.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// The whole graph: its input and its outputs.
  mutating func build() throws(FaceError) -> (InferenceGraph.Node, [TFLiteNetwork.Output]) {
    guard let first = model.inputs.first, model.inputs.count == 1 else {
      throw .unsupported("\(model.inputs.count) inputs")
    }
    let input = graph.input(try reserve(shape(of: first)))
    values[first] = .node(input)
    for item in model.operators {
      guard let result = item.outputs.first, item.outputs.count == 1, values[result] == nil else {
        throw .damaged("an operator with \(item.outputs.count) results, or one made twice")
      }
      values[result] = try value(of: item, as: result)
    }
    var outputs: [TFLiteNetwork.Output] = []
    for index in model.outputs {
      outputs.append(.init(shape: model.tensors[index].shape, nodes: try list(index)))
    }
    return (input, outputs)
  }

  private mutating func value(of item: TFLiteModel.Operator, as result: Int) throws(FaceError) -> Value {
    func operand(_ place: Int) throws(FaceError) -> Int {
      guard item.inputs.indices.contains(place) else {
        throw .damaged("an operator without operand \(place)")
      }
      return item.inputs[place]
    }
    switch item.operation {
    case .dequantize, .densify: return .constant(try constant(operand(0)))
    case .convolution(let window):
      return try convolution(
        operand(0), operand(1), operand(2), window, isDepthwise: false, as: result)
    case .depthwiseConvolution(let window):
      return try convolution(operand(0), operand(1), operand(2), window, isDepthwise: true, as: result)
    case .add(let activation): return try add(operand(0), operand(1), activation, as: result)
    case .relu:
      guard case .pending(var convolution)? = values[try operand(0)], readers[try operand(0)] == 1,
        convolution.activation == .none
      else { throw .unsupported("a ReLU that follows no convolution") }
      convolution.activation = .relu
      return .pending(convolution)
    case .pad: return try pad(operand(0), by: model.integers(operand(1)), as: result)
    case .maxPool(let window, let height, let width):
      return try maxPool(operand(0), window, height: height, width: width, as: result)
    case .resizeBilinear(let alignCorners, let halfPixelCenters):
      let x = try node(operand(0))
      let target = try reserve(shape(of: result))
      let sizes = try model.integers(operand(1))
      guard sizes == [target.height, target.width], target.batch == x.shape.batch,
        target.channels == x.shape.channels
      else { throw mismatch(result) }
      return .node(
        try onEngine { () throws(TensorError) in
          try graph.resizeBilinear(
            x, height: target.height, width: target.width, alignCorners: alignCorners,
            halfPixelCenters: halfPixelCenters)
        })
    case .depthToSpace(let block):
      let x = try node(operand(0))
      guard (1...16).contains(block), try reserve(shape(of: result)).count == x.shape.count else {
        throw mismatch(result)
      }
      let spread = try onEngine { () throws(TensorError) in try graph.depthToSpace(x, block: block) }
      return .node(try checked(spread, result))
    case .reshape:
      let nodes = try list(operand(0))
      guard nodes.allSatisfy({ $0.shape.batch == 1 }),
        nodes.reduce(0, { $0 + $1.shape.count }) == model.tensors[result].shape.reduce(1, *)
      else { throw mismatch(result) }
      return .list(nodes)
    case .concatenation(let axis):
      // One list behind the other: only the first axis that counts may grow.
      guard axis == 1, model.tensors[result].shape.first == 1 else {
        throw .unsupported("joining along axis \(axis)")
      }
      var nodes: [InferenceGraph.Node] = []
      for index in item.inputs { nodes += try list(index) }
      guard nodes.reduce(0, { $0 + $1.shape.count }) == model.tensors[result].shape.reduce(1, *) else {
        throw mismatch(result)
      }
      return .list(nodes)
    }
  }

  private mutating func convolution(
    _ source: Int, _ weights: Int, _ bias: Int, _ window: TFLiteWindow, isDepthwise: Bool, as result: Int
  ) throws(FaceError) -> Value {
    var padding: Padding?
    let x: InferenceGraph.Node
    if case .padded(let inner, let around)? = values[source], !window.isPadded {
      (x, padding) = (inner, around)
    } else {
      x = try node(source)
    }
    let convolution = try PendingConvolution(
      x, weights: constant(weights), weightShape: model.tensors[weights].shape, bias: constant(bias),
      window: window, padding: padding, isDepthwise: isDepthwise)
    guard try convolution.shape == reserve(shape(of: result)) else { throw mismatch(result) }
    return .pending(convolution)
  }

  private mutating func add(
    _ a: Int, _ b: Int, _ activation: Activation, as result: Int
  ) throws(FaceError) -> Value {
    for (own, other) in [(a, b), (b, a)] {
      if case .pending(var convolution)? = values[own], readers[own] == 1, convolution.activation == .none,
        convolution.residual == nil
      {
        let residual = try node(other)
        guard residual.shape == convolution.shape, try shape(of: result) == convolution.shape else {
          throw mismatch(result)
        }
        convolution.residual = residual
        convolution.activation = activation
        return .pending(convolution)
      }
    }
    let (x, y) = (try node(a), try node(b))
    guard x.shape == y.shape, try x.shape == reserve(shape(of: result)) else { throw mismatch(result) }
    return .node(try onEngine { () throws(TensorError) in try graph.add(x, y, activation: activation) })
  }

  private mutating func pad(_ source: Int, by amounts: [Int], as result: Int) throws(FaceError) -> Value {
    let x = try node(source)
    guard amounts.count == 8, amounts.allSatisfy({ (0...4_096).contains($0) }), amounts[0] == 0,
      amounts[1] == 0, amounts[6] == 0
    else { throw .unsupported("padding by \(amounts)") }
    let target = Shape(
      batch: x.shape.batch, height: x.shape.height + amounts[2] + amounts[3],
      width: x.shape.width + amounts[4] + amounts[5], channels: x.shape.channels + amounts[7])
    guard try target == shape(of: result) else { throw mismatch(result) }
    let around = Padding(top: amounts[2], left: amounts[4], bottom: amounts[3], right: amounts[5])
    guard amounts[7] > 0 else { return .padded(x, around) }
    guard around == .zero else { throw .unsupported("padding by \(amounts)") }
    _ = try reserve(target)
    return .node(
      try onEngine { () throws(TensorError) in try graph.padChannels(x, to: target.channels) })
  }

  private mutating func maxPool(
    _ source: Int, _ window: TFLiteWindow, height: Int, width: Int, as result: Int
  ) throws(FaceError) -> Value {
    let x = try node(source)
    guard height == width, (1...16).contains(height), window.activation == .none,
      window.padding(height: x.shape.height, width: x.shape.width, kernel: height) == .zero
    else { throw .unsupported("a pool with padding, an activation or a window of \(height)×\(width)") }
    _ = try reserve(shape(of: result))
    let pooled = try onEngine { () throws(TensorError) in
      try graph.maxPool(x, size: height, stride: window.stride)
    }
    return .node(try checked(pooled, result))
  }

  /// The values of a constant.
  private mutating func constant(_ index: Int) throws(FaceError) -> [Float] {
    if case .constant(let floats)? = values[index] { return floats }
    try reserve(model.tensors[index].shape.reduce(1, *))
    guard let floats = try model.floats(index) else { throw .unsupported("weights that are computed") }
    return floats
  }

  /// A feature map, computed by now if it was waiting.
  private mutating func node(_ index: Int) throws(FaceError) -> InferenceGraph.Node {
    let made: InferenceGraph.Node
    switch values[index] {
    case .node(let node): return node
    case .pending(let convolution): made = try convolution.join(graph)
    case .padded(let inner, let around):
      _ = try reserve(shape(of: index))
      made = try onEngine { () throws(TensorError) in try graph.pad(inner, around) }
    case .constant, .list, nil: throw .damaged("tensor \(index) is read where a feature map is needed")
    }
    values[index] = .node(made)
    return made
  }

  private mutating func list(_ index: Int) throws(FaceError) -> [InferenceGraph.Node] {
    if case .list(let nodes)? = values[index] { return nodes }
    return [try node(index)]
  }

  private func shape(of index: Int) throws(FaceError) -> Shape {
    let sizes = model.tensors[index].shape
    guard sizes.count == 4 else { throw .unsupported("a feature map of shape \(sizes)") }
    return Shape(batch: sizes[0], height: sizes[1], width: sizes[2], channels: sizes[3])
  }

  private func checked(_ node: InferenceGraph.Node, _ result: Int) throws(FaceError) -> InferenceGraph.Node {
    guard try node.shape == shape(of: result) else { throw mismatch(result) }
    return node
  }

  private mutating func reserve(_ shape: Shape) throws(FaceError) -> Shape {
    try reserve(shape.count)
    return shape
  }

  private mutating func reserve(_ count: Int) throws(FaceError) {
    guard count <= allowance else { throw .damaged("it asks for more memory than any face detector needs") }
    allowance -= count
  }

  private func mismatch(_ result: Int) -> FaceError {
    .damaged("tensor \(result) has another shape than its operator makes: \(model.tensors[result].shape)")
  }
}
