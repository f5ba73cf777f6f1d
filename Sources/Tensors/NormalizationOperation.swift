import CKernels

/// Batch norm, residual and ReLU6 in one.
///
/// With x̂ = (x − mean)/√(variance + ε) and g the gradient behind the activation:
/// dx = γ/√(variance + ε) · (g − mean(g) − x̂ · mean(g · x̂)), dγ = Σ g·x̂, dβ = Σ g (Ioffe & Szegedy 2015).
///
/// In a network it seldom touches a feature map: the layer before gathers the statistics and applies the gradient, the
/// layer behind applies the batch norm and gathers the sums. Here the coefficients of a channel are computed, and
/// whatever no neighbour does.
final class NormalizationOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = true
  let normalization: ChannelNormalization
  /// Whether the layer before gathers the statistics.
  var hasStatistics = false
  /// Whether the only reader of the output gathers the sums of its gradient.
  var hasSums = false

  private let shape: Shape
  private let source: FloatBuffer
  private let target: FeatureMap
  private let residual: FloatBuffer?
  private let gamma: Parameter
  private let beta: Parameter
  private let running: RunningStatistics
  private let epsilon: Float
  private let momentum: Float
  private let threads: Int32

  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?
  private var residualGradient: GradientTarget?

  /// - Parameter target: its origin is `source` and `normalization`.
  init(
    source: FeatureMap, target: FeatureMap, residual: FeatureMap?, normalization: ChannelNormalization,
    gamma: Parameter, beta: Parameter, running: RunningStatistics, epsilon: Float, momentum: Float,
    threads: Int
  ) {
    shape = source.shape
    self.source = source.values
    self.target = target
    self.residual = residual?.values
    self.normalization = normalization
    inputs = [source.index] + (residual.map { [$0.index] } ?? [])
    output = target.index
    self.gamma = gamma
    self.beta = beta
    self.running = running
    self.epsilon = epsilon
    self.momentum = momentum
    self.threads = Int32(threads)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) throws(TensorError) {
    guard !(normalization.relu6 && residual != nil) else {
      throw .shape(
        operation: "batch norm '\(running.name)'", reason: "an activation behind a residual is not trained")
    }
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
    residualGradient = inputGradients.count > 1 ? inputGradients[1] : nil
  }

  func forward() {
    let n = normalization
    if !hasStatistics { mien_statistics_add(n.statistics, source.base, shape.rows, nil) }
    mien_statistics_finish(n.statistics, n.mean.base, n.variance.base)
    let unbiased = Float(shape.rows) / Float(max(1, shape.rows - 1))
    for c in 0..<shape.channels {
      n.scale.base[c] = gamma.value.base[c] / (n.variance.base[c] + epsilon).squareRoot()
      n.shift.base[c] = beta.value.base[c] - n.mean.base[c] * n.scale.base[c]
      running.mean.base[c] += (1 - momentum) * (n.mean.base[c] - running.mean.base[c])
      running.variance.base[c] += (1 - momentum) * (n.variance.base[c] * unbiased - running.variance.base[c])
    }
    guard target.isWritten else { return }
    mien_normalize(
      threads, source.base, shape.rows, shape.channels, n.native, residual?.base, target.values.base)
  }

  func backward() {
    guard let outputGradient else { return }
    let n = normalization
    if let residualGradient {
      mien_accumulate(
        threads, outputGradient.base, outputGradient.count, residualGradient.accumulate ? 1 : 0,
        residualGradient.buffer.base)
    }
    if !hasSums { mien_sums_add(n.sums, source.base, n.native, outputGradient.base, shape.rows, nil) }
    mien_sums_finish(n.sums, beta.gradient.base, gamma.gradient.base)
    let count = Float(shape.rows)
    for c in 0..<shape.channels {
      let inverse = 1 / (n.variance.base[c] + epsilon).squareRoot()
      let (sum, product) = (beta.gradient.base[c], gamma.gradient.base[c])
      n.slope.base[c] = -n.scale.base[c] * inverse * inverse * product / count
      n.offset.base[c] = -n.scale.base[c] * sum / count - n.slope.base[c] * n.mean.base[c]
      gamma.gradient.base[c] = product * inverse
    }
    guard let sourceGradient else { return }
    let result = sourceGradient.accumulate ? FloatBuffer(count: source.count) : sourceGradient.buffer
    mien_normalization_gradient(
      threads, source.base, outputGradient.base, shape.rows, shape.channels, n.native, result.base)
    if sourceGradient.accumulate {
      mien_accumulate(threads, result.base, result.count, 1, sourceGradient.buffer.base)
    }
  }
}
