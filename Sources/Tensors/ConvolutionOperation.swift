import CKernels
import COneDNN

/// Convolution and the fully connected layer (a 1×1 convolution of 1×1 images), through oneDNN.
///
/// The batch is done in pieces of a few images, so that a piece is still in the cache when the batch norm before it is
/// applied, its statistics are taken and its gradients computed. What a piece gives is written to memory by the pass
/// that takes the statistics, past the cache: memory that is only written need not be read first.
final class ConvolutionOperation: FusingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = true
  var follower: ChannelNormalization?

  /// Of a piece.
  private let geometry: ConvolutionGeometry
  private let pieces: Int
  private let context: NativeContext
  private let weight: NativeMemory
  private let weightParameter: Parameter
  private let biasParameter: Parameter?
  private let source: FloatBuffer
  private let before: ChannelNormalization?
  private let target: FloatBuffer

  private let sourceMemory: NativeMemory
  private let targetMemory: NativeMemory
  private let forwardDescription: PrimitiveDescription
  private let packedWeight: Reorder
  private let forwardPrimitive: BoundPrimitive
  private var backwards: Backwards?
  private var dataBackwards: DataBackwards?

  private struct Backwards {
    let outputGradient: OutputGradient
    let outputMemory: NativeMemory
    let primitive: BoundPrimitive
    /// A piece's share of the gradient; the same as `total` where there is one piece.
    let part: NativeMemory
    let total: FloatBuffer
    let unpack: Reorder
  }

  private struct DataBackwards {
    let target: GradientTarget
    let memory: NativeMemory
    let primitive: BoundPrimitive
    let packedWeight: Reorder
  }

  /// Bytes of a piece's input and output: what two cores keep close.
  private static let pieceBytes = 2 << 20

  init(
    _ whole: ConvolutionGeometry, source: FeatureMap, target: FeatureMap, weight: Parameter, bias: Parameter?,
    _ context: NativeContext
  ) throws(TensorError) {
    let images = whole.input.batch
    let bytes = (whole.input.count + whole.output.count) / images * MemoryLayout<Float>.stride
    let fitting = bias == nil ? max(1, ConvolutionOperation.pieceBytes / bytes) : images
    pieces = images / ((1...min(fitting, images)).last { images % $0 == 0 } ?? images)
    geometry = try whole.piece(images: images / pieces)
    self.context = context
    weightParameter = weight
    biasParameter = bias
    inputs = [source.index]
    output = target.index
    (self.source, before) = source.reading
    self.target = target.values
    self.weight = try NativeMemory(geometry.weights(), weight.value, context)
    if before != nil { context.inputScratch.reserve(geometry.input.count) }
    if pieces > 1 { context.outputScratch.reserve(max(geometry.input.count, geometry.output.count)) }

    var (from, to) = (try geometry.input.descriptor(), try geometry.output.descriptor())
    sourceMemory = try NativeMemory(from, self.source, context)
    targetMemory = try NativeMemory(to, self.target, context)
    var weights = try geometry.anyWeights()
    var biases = try bias == nil ? dnnl_memory_desc_t() : geometry.bias()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &from, &weights, &biases, &to,
        geometry.strides, geometry.before, geometry.after), "describe a convolution")
    forwardDescription = try PrimitiveDescription(&operation, context, name: "choose a convolution")
    packedWeight = try Reorder(
      self.weight, to: forwardDescription.descriptor(dnnl_query_weights_md), context)
    var arguments: [(Int32, NativeMemory)] = [
      (DNNL_ARG_SRC, sourceMemory), (DNNL_ARG_WEIGHTS, packedWeight.result), (DNNL_ARG_DST, targetMemory),
    ]
    if let bias { arguments.append((DNNL_ARG_BIAS, try NativeMemory(biases, bias.value, context))) }
    forwardPrimitive = try BoundPrimitive(forwardDescription, arguments, context, name: "convolution")
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) throws(TensorError) {
    let memory = try NativeMemory(geometry.output.descriptor(), outputGradient.buffer, context)
    if outputGradient.behind != nil { context.gradientScratch.reserve(geometry.output.count) }
    try bindWeights(outputGradient, memory)
    if let target = inputGradients[0] { try bindData(memory, target) }
  }

  private func bindWeights(_ outputGradient: OutputGradient, _ gradient: NativeMemory) throws(TensorError) {
    var (from, to) = (sourceMemory.descriptor, gradient.descriptor)
    var weights = try geometry.anyWeights()
    var biases = try biasParameter == nil ? dnnl_memory_desc_t() : geometry.bias()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &from, &weights, &biases, &to, geometry.strides, geometry.before,
        geometry.after), "describe a convolution's weight gradient")
    let description = try PrimitiveDescription(
      &operation, context, hint: forwardDescription, name: "choose a convolution's weight gradient")
    let target = try NativeMemory(weight.descriptor, weightParameter.gradient, context)
    let unpack = try Reorder(
      from: description.descriptor(dnnl_query_diff_weights_md), into: target, context)
    let total = unpack.result
    let part =
      pieces == 1
      ? total : try NativeMemory(total.descriptor, FloatBuffer(count: total.descriptor.floats), context)
    var arguments: [(Int32, NativeMemory)] = [
      (DNNL_ARG_SRC, sourceMemory), (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_WEIGHTS, part),
    ]
    if let biasParameter {
      arguments.append((DNNL_ARG_DIFF_BIAS, try NativeMemory(biases, biasParameter.gradient, context)))
    }
    backwards = Backwards(
      outputGradient: outputGradient, outputMemory: gradient,
      primitive: try BoundPrimitive(
        description, arguments, context, name: "convolution's weight gradient"),
      part: part, total: total.buffer, unpack: unpack)
  }

  private func bindData(_ gradient: NativeMemory, _ target: GradientTarget) throws(TensorError) {
    var (from, to) = (sourceMemory.descriptor, gradient.descriptor)
    var weights = try geometry.anyWeights()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &from, &weights, &to, geometry.strides, geometry.before,
        geometry.after), "describe a convolution's data gradient")
    let description = try PrimitiveDescription(
      &operation, context, hint: forwardDescription, name: "choose a convolution's data gradient")
    let packed = try Reorder(weight, to: description.descriptor(dnnl_query_weights_md), context)
    let memory = try NativeMemory(from, target.buffer, context)
    if target.accumulate { context.outputScratch.reserve(geometry.input.count) }
    let primitive = try BoundPrimitive(
      description,
      [(DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS, packed.result), (DNNL_ARG_DIFF_SRC, memory)],
      context,
      name: "convolution's data gradient")
    dataBackwards = DataBackwards(target: target, memory: memory, primitive: primitive, packedWeight: packed)
  }

  func forward() throws(TensorError) {
    try packedWeight.run()
    for piece in 0..<pieces {
      try readSource(piece)
      let values = target.base + piece * geometry.output.count
      let isCopied = pieces > 1 && follower != nil
      let direct = isCopied ? context.outputScratch.buffer.base : values
      try targetMemory.point(to: direct)
      try forwardPrimitive.run()
      if let follower {
        mien_statistics_add(follower.statistics, direct, geometry.output.rows, isCopied ? values : nil)
      }
    }
  }

  func backward() throws(TensorError) {
    guard let backwards else { return }
    try dataBackwards?.packedWeight.run()
    for piece in 0..<pieces {
      try readSource(piece)
      try readGradient(piece, backwards)
      try backwards.primitive.run()
      if pieces > 1 {
        mien_accumulate(
          Int32(context.threads), backwards.part.buffer.base, backwards.total.count, piece > 0 ? 1 : 0,
          backwards.total.base)
      }
      if let dataBackwards { try writeGradient(piece, dataBackwards) }
    }
    try backwards.unpack.run()
  }

  /// Points the input at a piece, the batch norm before it applied.
  private func readSource(_ piece: Int) throws(TensorError) {
    let values = source.base + piece * geometry.input.count
    guard let before else { return try sourceMemory.point(to: values) }
    let scratch = context.inputScratch.buffer.base
    mien_normalize(
      Int32(context.threads), values, geometry.input.rows, geometry.input.channels, before.native, nil,
      scratch)
    try sourceMemory.point(to: scratch)
  }

  /// Points the output's gradient at a piece, brought before the batch norm that follows.
  private func readGradient(_ piece: Int, _ backwards: Backwards) throws(TensorError) {
    let start = piece * geometry.output.count
    let gradient = backwards.outputGradient.buffer.base + start
    guard let behind = backwards.outputGradient.behind else {
      return try backwards.outputMemory.point(to: gradient)
    }
    let scratch = context.gradientScratch.buffer.base
    mien_normalization_gradient(
      Int32(context.threads), target.base + start, gradient, geometry.output.rows, geometry.output.channels,
      behind.native, scratch)
    try backwards.outputMemory.point(to: scratch)
  }

  private func writeGradient(_ piece: Int, _ data: DataBackwards) throws(TensorError) {
    let start = piece * geometry.input.count
    let gradient = data.target.buffer.base + start
    let (accumulate, origin) = (data.target.accumulate, data.target.origin)
    let isCopied = pieces > 1 && origin != nil
    let direct = accumulate || isCopied ? context.outputScratch.buffer.base : gradient
    try data.memory.point(to: direct)
    try data.primitive.run()
    if accumulate { mien_accumulate(Int32(context.threads), direct, geometry.input.count, 1, gradient) }
    if let origin {
      mien_sums_add(
        origin.normalization.sums, origin.values.base + start, origin.normalization.native, direct,
        geometry.input.rows, isCopied ? gradient : nil)
    }
  }
}

extension ConvolutionGeometry {
  /// The same for fewer images.
  fileprivate func piece(images: Int) throws(TensorError) -> ConvolutionGeometry {
    try ConvolutionGeometry(
      input: Shape(batch: images, height: input.height, width: input.width, channels: input.channels),
      outputChannels: output.channels, kernel: kernel, stride: stride, padding: padding, groups: groups)
  }
}
