import Tensors

/// A convolution that is not in the graph yet, so that what follows can join it.
struct PendingConvolution {
  let source: InferenceGraph.Node
  let shape: Shape
  var residual: InferenceGraph.Node?
  var activation: Activation

  private let weights: [Float]
  private let bias: [Float]
  private let kernel: Int
  private let stride: Int
  private let padding: Padding
  private let groups: Int

  /// - Parameters:
  ///   - weights: output, kernel row, kernel column, input; depthwise: 1, kernel row, kernel column, channel.
  ///   - padding: zeros around the image that replace the window's own.
  init(
    _ source: InferenceGraph.Node, weights: [Float], weightShape: [Int], bias: [Float], window: TFLiteWindow,
    padding: Padding?, isDepthwise: Bool
  ) throws(FaceError) {
    let channels = source.shape.channels
    guard weightShape.count == 4, weightShape[1] == weightShape[2], weightShape[1] <= 16 else {
      throw .unsupported("convolution weights of shape \(weightShape)")
    }
    let outputs = isDepthwise ? weightShape[3] : weightShape[0]
    guard weights.count == weightShape.reduce(1, *), bias.count == outputs,
      isDepthwise ? weightShape[0] == 1 && outputs == channels : weightShape[3] == channels
    else { throw .damaged("weights of shape \(weightShape) for \(channels) channels") }

    self.source = source
    self.bias = bias
    kernel = weightShape[1]
    stride = window.stride
    groups = isDepthwise ? channels : 1
    activation = window.activation
    let (height, width) = (source.shape.height, source.shape.width)
    let around = padding ?? window.padding(height: height, width: width, kernel: kernel)
    self.padding = around
    let rows = height + around.top + around.bottom - kernel
    let columns = width + around.left + around.right - kernel
    guard rows >= 0, columns >= 0 else { throw .damaged("a kernel larger than its image") }
    shape = Shape(
      batch: source.shape.batch, height: rows / stride + 1, width: columns / stride + 1, channels: outputs)
    self.weights = isDepthwise ? Self.channelFirst(weights, channels: channels) : weights
  }

  /// Puts the convolution into the graph.
  func join(_ graph: InferenceGraph) throws(FaceError) -> InferenceGraph.Node {
    try onEngine { () throws(TensorError) in
      try graph.convolution(
        source, weights: weights, bias: bias, outputChannels: shape.channels, kernel: kernel, stride: stride,
        padding: padding, groups: groups, activation: activation, residual: residual)
    }
  }

  /// From kernel row, kernel column, channel to channel, kernel row, kernel column.
  private static func channelFirst(_ weights: [Float], channels: Int) -> [Float] {
    let places = weights.count / channels
    return (0..<weights.count).map { weights[$0 % places * channels + $0 / places] }
  }
}
