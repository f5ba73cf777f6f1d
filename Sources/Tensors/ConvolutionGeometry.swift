import COneDNN

/// The shapes of a convolution and its descriptions in oneDNN's words.
///
/// Weights are kept as output channel, kernel row, kernel column, input channel of the group (OHWI).
struct ConvolutionGeometry {
  let input: Shape
  let output: Shape
  let kernel: Int
  let stride: Int
  let padding: Padding
  let groups: Int

  init(input: Shape, outputChannels: Int, kernel: Int, stride: Int, padding: Padding, groups: Int)
    throws(TensorError)
  {
    guard input.channels % groups == 0, outputChannels % groups == 0 else {
      throw .shape(
        operation: "convolution",
        reason: "\(input.channels) and \(outputChannels) channels do not divide into \(groups) groups")
    }
    let height = (input.height + padding.top + padding.bottom - kernel) / stride + 1
    let width = (input.width + padding.left + padding.right - kernel) / stride + 1
    guard height > 0, width > 0, input.height + padding.top + padding.bottom >= kernel,
      input.width + padding.left + padding.right >= kernel
    else {
      throw .shape(
        operation: "convolution",
        reason: "an image of \(input.width)×\(input.height) is smaller than the kernel of \(kernel)")
    }
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    output = Shape(batch: input.batch, height: height, width: width, channels: outputChannels)
  }

  var weightCount: Int { output.channels * kernel * kernel * (input.channels / groups) }
  var strides: [Int64] { [Int64(stride), Int64(stride)] }
  var before: [Int64] { [Int64(padding.top), Int64(padding.left)] }
  var after: [Int64] { [Int64(padding.bottom), Int64(padding.right)] }

  private var weightDimensions: [Int64] {
    let k = Int64(kernel)
    let (i, o, g) = (Int64(input.channels / groups), Int64(output.channels / groups), Int64(groups))
    return groups == 1 ? [o, i, k, k] : [g, o, i, k, k]
  }

  /// The layout in which we keep weights.
  func weights(of type: dnnl_data_type_t = dnnl_f32) throws(TensorError) -> dnnl_memory_desc_t {
    try dnnl_memory_desc_t(weightDimensions, groups == 1 ? dnnl_ohwi : dnnl_gohwi, of: type)
  }

  /// Any layout: oneDNN chooses.
  func anyWeights(of type: dnnl_data_type_t = dnnl_f32) throws(TensorError) -> dnnl_memory_desc_t {
    try dnnl_memory_desc_t(weightDimensions, dnnl_format_tag_any, of: type)
  }

  func bias() throws(TensorError) -> dnnl_memory_desc_t {
    try dnnl_memory_desc_t([Int64(output.channels)], dnnl_a)
  }
}

extension Shape {
  func descriptor(of type: dnnl_data_type_t = dnnl_f32) throws(TensorError) -> dnnl_memory_desc_t {
    try dnnl_memory_desc_t(dimensions, dnnl_nhwc, of: type)
  }
}
