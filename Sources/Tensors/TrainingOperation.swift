/// A layer of a training graph: its forward pass, and its backward pass once gradients have a place.
protocol TrainingOperation: AnyObject {
  /// The feature maps it reads.
  var inputs: [Int] { get }
  /// Whether it trains anything.
  var hasParameters: Bool { get }
  /// The feature map it writes.
  var output: Int { get }

  /// Gives the gradients their place: of the output, read; of each input, written or added to (nil: not wanted).
  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) throws(TensorError)
  func forward() throws(TensorError)
  func backward() throws(TensorError)
}

/// A layer that takes over most of the work of the batch norms around it, while the numbers are at hand.
protocol FusingOperation: TrainingOperation {
  /// The batch norm of its output, for which it gathers the statistics.
  var follower: ChannelNormalization? { get set }
}

/// Where an output's gradient is.
struct OutputGradient {
  let buffer: FloatBuffer
  /// The batch norm of the output: the gradient is that behind it, and the reader applies it. Only for layers that fuse.
  let behind: ChannelNormalization?
}

/// Where an input's gradient goes. Of several readers of a feature map, the first that runs backwards writes and the
/// others add.
struct GradientTarget {
  let buffer: FloatBuffer
  let accumulate: Bool
  /// What reads the input's origin and gathers the sums of this gradient. Only for layers that fuse.
  let origin: (values: FloatBuffer, normalization: ChannelNormalization)?
}
