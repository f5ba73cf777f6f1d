import CKernels
import COneDNN

/// Convolution, depthwise or not, and the fully connected layer (a 1×1 convolution of 1×1 images), through oneDNN.
final class ConvolutionOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = true

  private let geometry: ConvolutionGeometry
  private let context: NativeContext
  private let weight: NativeMemory
  private let weightParameter: Parameter
  private let biasParameter: Parameter?
  private let source: NativeMemory
  private let forwardDescription: PrimitiveDescription
  private let packedWeight: Reorder
  private let forwardPrimitive: BoundPrimitive

  private var unpackGradient: Reorder?
  private var weightGradient: BoundPrimitive?
  private var packedForData: Reorder?
  private var dataGradient: BoundPrimitive?
  private var addition: (from: FloatBuffer, to: FloatBuffer)?

  init(
    _ geometry: ConvolutionGeometry, source: (Int, FloatBuffer), target: (Int, FloatBuffer),
    weight: Parameter,
    bias: Parameter?, _ context: NativeContext
  ) throws(TensorError) {
    self.geometry = geometry
    self.context = context
    weightParameter = weight
    biasParameter = bias
    inputs = [source.0]
    output = target.0
    self.source = try NativeMemory(geometry.input.descriptor(), source.1, context)
    self.weight = try NativeMemory(geometry.weights(), weight.value, context)

    var (from, to) = (try geometry.input.descriptor(), try geometry.output.descriptor())
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
      (DNNL_ARG_SRC, self.source), (DNNL_ARG_WEIGHTS, packedWeight.result),
      (DNNL_ARG_DST, try NativeMemory(to, target.1, context)),
    ]
    if let bias { arguments.append((DNNL_ARG_BIAS, try NativeMemory(biases, bias.value, context))) }
    forwardPrimitive = try BoundPrimitive(forwardDescription, arguments, context, name: "convolution")
  }

  func bind(outputGradient: FloatBuffer, inputGradients: [GradientTarget?]) throws(TensorError) {
    let gradient = try NativeMemory(geometry.output.descriptor(), outputGradient, context)
    try bindWeights(gradient)
    if let target = inputGradients[0] { try bindData(gradient, target) }
  }

  private func bindWeights(_ gradient: NativeMemory) throws(TensorError) {
    var (from, to) = (source.descriptor, gradient.descriptor)
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
    var arguments: [(Int32, NativeMemory)] = [
      (DNNL_ARG_SRC, source), (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_WEIGHTS, unpack.result),
    ]
    if let biasParameter {
      arguments.append((DNNL_ARG_DIFF_BIAS, try NativeMemory(biases, biasParameter.gradient, context)))
    }
    weightGradient = try BoundPrimitive(
      description, arguments, context, name: "convolution's weight gradient")
    unpackGradient = unpack
  }

  private func bindData(_ gradient: NativeMemory, _ target: GradientTarget) throws(TensorError) {
    var (from, to) = (source.descriptor, gradient.descriptor)
    var weights = try geometry.anyWeights()
    var operation = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &from, &weights, &to, geometry.strides, geometry.before,
        geometry.after), "describe a convolution's data gradient")
    let description = try PrimitiveDescription(
      &operation, context, hint: forwardDescription, name: "choose a convolution's data gradient")
    let packed = try Reorder(weight, to: description.descriptor(dnnl_query_weights_md), context)
    let direct = target.accumulate ? FloatBuffer(count: target.buffer.count) : target.buffer
    if target.accumulate { addition = (direct, target.buffer) }
    dataGradient = try BoundPrimitive(
      description,
      [
        (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS, packed.result),
        (DNNL_ARG_DIFF_SRC, try NativeMemory(from, direct, context)),
      ], context, name: "convolution's data gradient")
    packedForData = packed
  }

  func forward() throws(TensorError) {
    try packedWeight.run()
    try forwardPrimitive.run()
  }

  func backward() throws(TensorError) {
    try weightGradient?.run()
    try unpackGradient?.run()
    try packedForData?.run()
    try dataGradient?.run()
    if let addition {
      mien_accumulate(Int32(context.threads), addition.from.base, addition.from.count, 1, addition.to.base)
    }
  }
}
