/// A layer of a training graph: its forward pass, and its backward pass once gradients have a place.
protocol TrainingOperation: AnyObject {
  /// The feature maps it reads.
  var inputs: [Int] { get }
  /// Whether it trains anything.
  var hasParameters: Bool { get }
  /// The feature map it writes.
  var output: Int { get }

  /// Gives the gradients their place: of the output, read; of each input, written or added to (nil: not wanted).
  func bind(outputGradient: FloatBuffer, inputGradients: [GradientTarget?]) throws(TensorError)
  func forward() throws(TensorError)
  func backward() throws(TensorError)
}

/// Where an input's gradient goes. Of several readers of a feature map, the first that runs backwards writes and the
/// others add.
struct GradientTarget {
  let buffer: FloatBuffer
  let accumulate: Bool
}
