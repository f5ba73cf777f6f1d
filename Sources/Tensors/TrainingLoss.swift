/// What a training graph minimises: a number for the outputs of a batch, and their gradient.
protocol TrainingLoss: AnyObject {
  /// Where the gradient of the outputs goes.
  var gradient: FloatBuffer? { get set }

  /// The loss; the gradient is written.
  func run(_ targets: [Float]) -> Float
}

extension CrossEntropy: TrainingLoss {}
