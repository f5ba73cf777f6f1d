import CKernels

/// Depthwise 3×3 convolution through our own kernels, with the batch norms before and behind it.
final class DepthwiseOperation: FusingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = true
  var follower: ChannelNormalization?

  private var shape: mien_depthwise
  private let weight: Parameter
  private let source: FloatBuffer
  private let before: ChannelNormalization?
  private let target: FloatBuffer
  private var outputGradient: OutputGradient?
  private var sourceGradient: GradientTarget?

  init(
    _ geometry: ConvolutionGeometry, source: FeatureMap, target: FeatureMap, weight: Parameter, threads: Int
  ) {
    shape = mien_depthwise(geometry, threads: threads)
    self.weight = weight
    (self.source, before) = source.reading
    self.target = target.values
    inputs = [source.index]
    output = target.index
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient
    sourceGradient = inputGradients[0]
  }

  func forward() {
    mien_depthwise_forward(
      &shape, source.base, before.native, weight.value.base, nil, -.infinity, .infinity, target.base,
      follower?.statistics)
  }

  func backward() {
    guard let outputGradient else { return }
    let accumulate = sourceGradient?.accumulate ?? false
    let direct = accumulate ? FloatBuffer(count: source.count) : sourceGradient?.buffer
    let origin = sourceGradient?.origin
    mien_depthwise_backward(
      &shape, source.base, before.native, target.base, outputGradient.behind.native,
      outputGradient.buffer.base,
      weight.value.base, weight.gradient.base, direct?.base, before == nil ? nil : origin?.normalization.sums)
    guard let direct, let sourceGradient else { return }
    if before == nil, let origin {
      mien_sums_add(
        origin.normalization.sums, origin.values.base, origin.normalization.native, direct.base,
        shape.batch * shape.height * shape.width, nil)
    }
    if accumulate { mien_accumulate(shape.threads, direct.base, direct.count, 1, sourceGradient.buffer.base) }
  }
}

extension mien_depthwise {
  init(_ geometry: ConvolutionGeometry, threads: Int) {
    let (input, output) = (geometry.input, geometry.output)
    self.init(
      batch: input.batch, height: input.height, width: input.width, channels: input.channels,
      out_height: output.height, out_width: output.width, stride: Int32(geometry.stride),
      top: Int32(geometry.padding.top), left: Int32(geometry.padding.left), threads: Int32(threads),
      portable: 0)
  }
}

extension ConvolutionGeometry {
  var isDepthwise: Bool { groups == input.channels && groups == output.channels }

  /// Whether our own kernels can do it.
  var isDepthwise3x3: Bool {
    isDepthwise && kernel == 3 && (1...2).contains(stride)
      && [padding.top, padding.left, padding.bottom, padding.right].allSatisfy((0...2).contains)
  }
}
