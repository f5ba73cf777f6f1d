/// A trained array of numbers, its gradient and its name.
public final class Parameter {
  public let name: String
  /// Convolutions: output channel, kernel row, kernel column, input channel of the group.
  public let shape: [Int]
  public let value: FloatBuffer
  /// Filled by ``TrainingGraph/backward()``.
  public let gradient: FloatBuffer
  /// Whether weight decay applies: to weights, not to biases and batch norm.
  public let decays: Bool

  init(name: String, shape: [Int], value: [Float], decays: Bool) {
    precondition(shape.reduce(1, *) == value.count, "\(value.count) values do not fit \(shape)")
    self.name = name
    self.shape = shape
    self.value = FloatBuffer(value)
    gradient = FloatBuffer(count: value.count)
    self.decays = decays
  }
}

/// The running mean and variance of a batch norm, used for inference.
public final class RunningStatistics {
  public let name: String
  public let mean: FloatBuffer
  public let variance: FloatBuffer

  init(name: String, mean: [Float], variance: [Float]) {
    self.name = name
    self.mean = FloatBuffer(mean)
    self.variance = FloatBuffer(variance)
  }
}
