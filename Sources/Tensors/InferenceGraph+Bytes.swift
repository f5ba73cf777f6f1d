import CKernels
import COneDNN

/// Feature maps in bytes and weights in signed bytes, whose products processors with VNNI add four at a time.
///
/// After Jacob et al. 2018 (arXiv:1712.05877): sums are exact, in 32 bits, and rounded once, to the bytes of the output.
/// Feature maps are unsigned whatever they stand for, because VNNI multiplies unsigned by signed; where their zero is
/// not byte 0, what that adds to each sum is taken from the bias beforehand and costs nothing.
extension InferenceGraph {
  /// The place of a feature map in bytes.
  public struct ByteNode: Hashable, Sendable {
    public let shape: Shape
    public let scale: ByteScale
    let index: Int
  }

  /// Whether this processor multiplies bytes four at a time, in sums of 32 bits (AVX512-VNNI).
  ///
  /// Others add neighbouring products in 16 bits, where they may not fit. `ONEDNN_MAX_CPU_ISA` can hide that it does.
  public static var multipliesBytes: Bool {
    let known = dnnl_get_effective_cpu_isa().rawValue
    return known & dnnl_cpu_isa_avx512_core_vnni.rawValue == dnnl_cpu_isa_avx512_core_vnni.rawValue
  }

  /// The nearest bytes.
  public func bytes(_ x: Node, scale: ByteScale) throws(TensorError) -> ByteNode {
    let result = byteNode(x.shape, scale)
    let attributes = try PrimitiveAttributes()
    try attributes.scale(by: [1 / scale.step], zeroOfOutput: scale.zero)
    try convert(x.index, to: result.index, attributes)
    return result
  }

  /// What bytes stand for.
  public func floats(_ x: ByteNode) throws(TensorError) -> Node {
    let result = node(x.shape)
    let attributes = try PrimitiveAttributes()
    try attributes.scale(by: [x.scale.step], zeroOfInput: x.scale.zero)
    try convert(x.index, to: result.index, attributes)
    return result
  }

  private func convert(
    _ source: Int, to target: Int, _ attributes: PrimitiveAttributes
  ) throws(TensorError) {
    let (from, to) = (try memory(of: source), try memory(of: target))
    let description = try PrimitiveDescription(
      reorder: from.descriptor, to: to.descriptor, context, attributes: attributes)
    let primitive = try BoundPrimitive(
      description, [(DNNL_ARG_FROM, from), (DNNL_ARG_TO, to)], context, name: "convert a feature map")
    add(.primitive(primitive), [source], target)
  }

  /// `convolution(x) + bias + residual`, cut off where `scale` ends: a scale of 0…6 makes it ReLU6.
  ///
  /// - Parameters:
  ///   - weights: as for 32 bits; each output channel gets a step of its own.
  ///   - scale: of the output.
  ///   - residual: a feature map of the output's shape and scale.
  public func convolution(
    _ x: ByteNode, weights: [Float], bias: [Float], outputChannels: Int, kernel: Int, stride: Int = 1,
    padding: Padding, groups: Int = 1, scale: ByteScale, residual: ByteNode? = nil
  ) throws(TensorError) -> ByteNode {
    let geometry = try ConvolutionGeometry(
      input: x.shape, outputChannels: outputChannels, kernel: kernel, stride: stride, padding: padding,
      groups: groups)
    guard weights.count == geometry.weightCount, bias.count == outputChannels else {
      throw .shape(
        operation: "convolution",
        reason: "\(weights.count) weights and \(bias.count) biases where \(geometry.weightCount) and "
          + "\(outputChannels) are needed")
    }
    if let residual, residual.shape != geometry.output || residual.scale != scale {
      throw .shape(
        operation: "convolution", reason: "the residual has another shape or scale than the output")
    }
    guard padding == .zero || x.scale.zero == 0 else {
      throw .shape(operation: "convolution", reason: "padding is byte 0, which stands for another number")
    }
    let rounded = ByteWeights(weights, outputChannels: outputChannels)
    let units = rounded.steps.map { $0 * x.scale.step }
    let moved = residual == nil ? Float(scale.zero) * scale.step : 0
    // In units of the sums.
    let biases = units.indices.map {
      (bias[$0] + moved) / units[$0] - Float(x.scale.zero) * Float(rounded.sums[$0])
    }
    let scales = units.map { $0 / scale.step }
    multiplications += geometry.output.count * geometry.kernel * geometry.kernel * x.shape.channels / groups
    let result = byteNode(geometry.output, scale)
    if geometry.isDepthwise3x3, residual == nil {
      let layer = ByteDepthwise(
        mien_depthwise(geometry, threads: context.threads), weights: rounded.values, scale: scales,
        shift: zip(biases, scales).map { $0 * $1 })
      let body: Loop = { sources, target in
        let (from, to) = (UnsafeRawPointer(sources[0]), UnsafeMutableRawPointer(target))
        layer.run(
          from.assumingMemoryBound(to: UInt8.self), into: to.assumingMemoryBound(to: UInt8.self))
      }
      add(.loop(body), [x.index], result.index)
      return result
    }
    let attributes = try PrimitiveAttributes(
      residual: residual == nil ? nil : geometry.output.descriptor(of: dnnl_u8))
    try attributes.scale(by: scales)
    try addPrimitive(
      geometry, from: x, to: result, residual: residual, rounded, biases: biases, attributes)
    return result
  }

  /// The convolution through oneDNN.
  private func addPrimitive(
    _ geometry: ConvolutionGeometry, from x: ByteNode, to result: ByteNode, residual: ByteNode?,
    _ weights: ByteWeights, biases: [Float], _ attributes: PrimitiveAttributes
  ) throws(TensorError) {
    var (source, target) = (
      try x.shape.descriptor(of: dnnl_u8), try geometry.output.descriptor(of: dnnl_u8)
    )
    var anyWeights = try geometry.anyWeights(of: dnnl_s8)
    var biasDescriptor = try geometry.bias()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_convolution_direct, &source, &anyWeights, &biasDescriptor,
        &target, geometry.strides, geometry.before, geometry.after), "describe a convolution of bytes")
    let description = try PrimitiveDescription(
      &operation, context, attributes: attributes, name: "choose a convolution of bytes")
    let given = try NativeMemory(
      geometry.weights(of: dnnl_s8), FloatBuffer(bytes: weights.values), context)
    let packed = try Reorder(given, to: description.descriptor(dnnl_query_weights_md), context)
    try packed.run()
    var arguments: [(Int32, NativeMemory)] = [
      (DNNL_ARG_SRC, try memory(of: x.index)), (DNNL_ARG_WEIGHTS, packed.result),
      (DNNL_ARG_BIAS, try NativeMemory(biasDescriptor, FloatBuffer(biases), context)),
      (DNNL_ARG_DST, try memory(of: result.index)),
    ]
    if let residual {
      arguments.append((PrimitiveAttributes.residualArgument, try memory(of: residual.index)))
    }
    let primitive = try BoundPrimitive(description, arguments, context, name: "convolution of bytes")
    add(.primitive(primitive), [x.index] + (residual.map { [$0.index] } ?? []), result.index)
  }

  /// A copy of a node's bytes.
  ///
  /// - Precondition: no node, or this one among others, was said to be kept.
  public func output(_ node: ByteNode) -> [UInt8] {
    precondition(isRead(node.index), "a node that is not kept has no values after a run")
    return Array(UnsafeRawBufferPointer(start: place(of: node.index), count: node.shape.count))
  }

  private func byteNode(_ shape: Shape, _ scale: ByteScale) -> ByteNode {
    ByteNode(shape: shape, scale: scale, index: addMap(shape, of: dnnl_u8))
  }
}
