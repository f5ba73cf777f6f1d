import COneDNN

/// A network of fixed shapes for inference: built once, then run many times without allocating.
///
/// Feature maps are Float32, or bytes, in the order batch, height, width, channels. Batch norm is folded into the
/// convolutions by whoever builds the graph; activation and residual run inside the convolution's primitive.
/// Feature maps take their memory when the first is written or the first run begins; nothing is added after that.
/// A graph belongs to one thread at a time.
public final class InferenceGraph {
  /// The place of a feature map in the graph.
  public struct Node: Hashable, Sendable {
    public let shape: Shape
    let index: Int
  }

  let context: NativeContext
  /// Multiplications with additions that the convolutions of a run take.
  public internal(set) var multiplications = 0

  var maps: [Map] = []
  var steps: [Step] = []
  /// The nodes that are read; nil for all.
  var kept: Set<Node>?
  /// All feature maps, once they have their places.
  var memory: FloatBuffer?

  /// A feature map: what of oneDNN's describes it, and where it begins in the memory.
  struct Map {
    let shape: Shape
    /// `dnnl_f32` or `dnnl_u8`.
    let type: dnnl_data_type_t
    var descriptions: [NativeMemory] = []
    var offset = 0

    /// The floats it takes of the memory.
    var floats: Int { type == dnnl_f32 ? shape.count : FloatBuffer.floats(bytes: shape.count) }
  }

  struct Step {
    let sources: [Int]
    let target: Int
    let work: Work
    /// What a loop reads, once the memory is laid out.
    var inputs: [UnsafePointer<Float>] = []
  }

  enum Work {
    case primitive(BoundPrimitive)
    case loop(Loop)
  }

  typealias Loop = ([UnsafePointer<Float>], UnsafeMutablePointer<Float>) -> Void

  /// - Parameter threads: native threads a run uses.
  public init(threads: Int = 1) throws(TensorError) {
    context = try NativeContext(threads: threads)
  }

  /// Of all nodes only inputs and these will be read: the others share memory, which halves what a run touches.
  public func keep(only nodes: [Node]) {
    precondition(memory == nil, "what is kept is said before memory is laid out")
    kept = Set(nodes)
  }

  /// A feature map that the caller fills before a run.
  public func input(_ shape: Shape) -> Node { node(shape) }

  /// `activation(convolution(x) + bias + residual)`.
  ///
  /// - Parameters:
  ///   - weights: output channel, kernel row, kernel column, input channel of the group. Depthwise: `groups` equals
  ///     the channels.
  ///   - residual: a feature map of the output's shape.
  public func convolution(
    _ x: Node, weights: [Float], bias: [Float]? = nil, outputChannels: Int, kernel: Int, stride: Int = 1,
    padding: Padding, groups: Int = 1, activation: Activation = .none, residual: Node? = nil
  ) throws(TensorError) -> Node {
    let geometry = try ConvolutionGeometry(
      input: x.shape, outputChannels: outputChannels, kernel: kernel, stride: stride, padding: padding,
      groups: groups)
    guard weights.count == geometry.weightCount else {
      throw .shape(
        operation: "convolution", reason: "\(weights.count) weights where \(geometry.weightCount) are needed")
    }
    if let bias, bias.count != outputChannels {
      throw .shape(operation: "convolution", reason: "\(bias.count) biases for \(outputChannels) channels")
    }
    if let residual, residual.shape != geometry.output {
      throw .shape(operation: "convolution", reason: "the residual has another shape than the output")
    }
    var (source, target) = (try x.shape.descriptor(), try geometry.output.descriptor())
    var anyWeights = try geometry.anyWeights()
    var biases = try geometry.bias()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_convolution_direct, &source, &anyWeights, &biases, &target,
        geometry.strides, geometry.before, geometry.after), "describe a convolution")
    let attributes = try PrimitiveAttributes(
      residual: residual == nil ? nil : target, activation: activation)
    // Depthwise, oneDNN 2.6 prefers its matrix kernels (brdgmm), which take half as long again.
    let description = try PrimitiveDescription(
      &operation, context, attributes: attributes, preferred: geometry.isDepthwise ? "jit_dw" : nil,
      name: "choose a convolution")
    // The matrix product of oneDNN 2.6, taken on processors without AVX2 where the channels are no multiple of 8, adds
    // the residual of the first place to every place: there the addition is a step of its own.
    if let residual, description.implementation.contains("gemm") {
      let sum = try convolution(
        x, weights: weights, bias: bias, outputChannels: outputChannels, kernel: kernel, stride: stride,
        padding: padding, groups: groups)
      return try add(sum, residual, activation: activation)
    }

    let result = node(geometry.output)
    let given = try NativeMemory(geometry.weights(), FloatBuffer(weights), context)
    let packed = try Reorder(given, to: description.descriptor(dnnl_query_weights_md), context)
    try packed.run()
    var arguments: [(Int32, NativeMemory)] = [
      (DNNL_ARG_SRC, try memory(of: x.index)), (DNNL_ARG_WEIGHTS, packed.result),
      (
        DNNL_ARG_BIAS,
        try NativeMemory(biases, FloatBuffer(bias ?? [Float](repeating: 0, count: outputChannels)), context)
      ),
      (DNNL_ARG_DST, try memory(of: result.index)),
    ]
    if let residual {
      arguments.append((PrimitiveAttributes.residualArgument, try memory(of: residual.index)))
    }
    let primitive = try BoundPrimitive(description, arguments, context, name: "convolution")
    multiplications += geometry.output.count * geometry.kernel * geometry.kernel * x.shape.channels / groups
    add(.primitive(primitive), [x.index] + (residual.map { [$0.index] } ?? []), result.index)
    return result
  }

  /// A fully connected layer on feature maps of 1×1.
  ///
  /// - Parameter weights: output, input.
  public func dense(_ x: Node, weights: [Float], bias: [Float]) throws(TensorError) -> Node {
    try convolution(x, weights: weights, bias: bias, outputChannels: bias.count, kernel: 1, padding: .zero)
  }

  /// The largest value of each `size`×`size` window.
  public func maxPool(_ x: Node, size: Int, stride: Int) throws(TensorError) -> Node {
    try pool(x, dnnl_pooling_max, height: size, width: size, stride: stride)
  }

  /// The mean over height and width; the result is 1×1.
  public func globalAveragePool(_ x: Node) throws(TensorError) -> Node {
    try pool(x, dnnl_pooling_avg_exclude_padding, height: x.shape.height, width: x.shape.width, stride: 1)
  }

  private func pool(
    _ x: Node, _ algorithm: dnnl_alg_kind_t, height: Int, width: Int, stride: Int
  ) throws(TensorError) -> Node {
    guard x.shape.height >= height, x.shape.width >= width else {
      throw .shape(operation: "pooling", reason: "the window is larger than the image")
    }
    let result = node(
      Shape(
        batch: x.shape.batch, height: (x.shape.height - height) / stride + 1,
        width: (x.shape.width - width) / stride + 1, channels: x.shape.channels))
    var (source, target) = (try x.shape.descriptor(), try result.shape.descriptor())
    var operation = dnnl_pooling_desc_t()
    try OneDNN.check(
      dnnl_pooling_forward_desc_init(
        &operation, dnnl_forward_inference, algorithm, &source, &target, [Int64(stride), Int64(stride)],
        [Int64(height), Int64(width)], [0, 0], [0, 0]), "describe pooling")
    let primitive = try BoundPrimitive(
      PrimitiveDescription(&operation, context, name: "choose pooling"),
      [(DNNL_ARG_SRC, try memory(of: x.index)), (DNNL_ARG_DST, try memory(of: result.index))], context,
      name: "pooling")
    add(.primitive(primitive), [x.index], result.index)
    return result
  }

  /// Writes the values of an input, in the order batch, height, width, channels.
  public func withInput(_ node: Node, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    body(values(of: node))
  }

  /// Computes every node.
  public func run() throws(TensorError) {
    context.setThreads()
    let memory = try bound()
    for step in steps {
      switch step.work {
      case .primitive(let primitive): try primitive.run()
      case .loop(let body):
        body(step.inputs, memory.base + maps[step.target].offset)
      }
    }
    try context.wait()
  }

  /// Reads a node's values, in the order batch, height, width, channels.
  ///
  /// - Precondition: the node is an input or one of those kept.
  public func withOutput<R>(_ node: Node, _ body: (UnsafeBufferPointer<Float>) -> R) -> R {
    precondition(isRead(node.index), "a node that is not kept has no values after a run")
    return body(UnsafeBufferPointer(values(of: node)))
  }

  /// A copy of a node's values.
  public func output(_ node: Node) -> [Float] { withOutput(node) { Array($0) } }

  func node(_ shape: Shape) -> Node { Node(shape: shape, index: addMap(shape, of: dnnl_f32)) }

  /// Makes room for a feature map.
  func addMap(_ shape: Shape, of type: dnnl_data_type_t) -> Int {
    precondition(memory == nil, "nothing is added to a graph whose memory is laid out")
    maps.append(Map(shape: shape, type: type))
    return maps.count - 1
  }

  /// Adds a step of our own that reads and writes feature maps.
  func step(_ sources: [Node], _ target: Node, _ body: @escaping Loop) {
    add(.loop(body), sources.map(\.index), target.index)
  }

  func add(_ work: Work, _ sources: [Int], _ target: Int) {
    steps.append(Step(sources: sources, target: target, work: work))
  }

  /// A feature map as an argument of a primitive.
  func memory(of index: Int) throws(TensorError) -> NativeMemory {
    let map = maps[index]
    let description = try NativeMemory(unplaced: map.shape.descriptor(of: map.type), context)
    maps[index].descriptions.append(description)
    return description
  }
}
