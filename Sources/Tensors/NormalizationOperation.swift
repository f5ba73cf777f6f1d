import CKernels

/// Batch norm, residual and ReLU6 in one: two passes over memory forwards, two backwards.
///
/// With x̂ = (x − mean)/√(variance + ε) and g the gradient behind the activation:
/// dx = γ/√(variance + ε) · (g − mean(g) − x̂ · mean(g · x̂)), dγ = Σ g·x̂, dβ = Σ g (Ioffe & Szegedy 2015).
final class NormalizationOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = true

  private let shape: Shape
  private let source: FloatBuffer
  private let target: FloatBuffer
  private let residual: FloatBuffer?
  private let gamma: Parameter
  private let beta: Parameter
  private let running: RunningStatistics
  private let relu6: Bool
  private let epsilon: Float
  private let momentum: Float
  private let threads: Int32

  private let mean: FloatBuffer
  private let variance: FloatBuffer
  private let scale: FloatBuffer
  private let shift: FloatBuffer
  private let slope: FloatBuffer
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?
  private var residualGradient: GradientTarget?

  init(
    shape: Shape, source: (Int, FloatBuffer), target: (Int, FloatBuffer), residual: (Int, FloatBuffer)?,
    gamma: Parameter, beta: Parameter, running: RunningStatistics, relu6: Bool, epsilon: Float,
    momentum: Float, threads: Int
  ) {
    self.shape = shape
    self.source = source.1
    self.target = target.1
    self.residual = residual?.1
    inputs = [source.0] + (residual.map { [$0.0] } ?? [])
    output = target.0
    self.gamma = gamma
    self.beta = beta
    self.running = running
    self.relu6 = relu6
    self.epsilon = epsilon
    self.momentum = momentum
    self.threads = Int32(threads)
    let channels = shape.channels
    mean = FloatBuffer(count: channels)
    variance = FloatBuffer(count: channels)
    scale = FloatBuffer(count: channels)
    shift = FloatBuffer(count: channels)
    slope = FloatBuffer(count: channels)
  }

  func bind(outputGradient: FloatBuffer, inputGradients: [GradientTarget?]) throws(TensorError) {
    guard !(relu6 && residual != nil) else {
      throw .shape(
        operation: "batch norm '\(running.name)'", reason: "an activation behind a residual is not trained")
    }
    self.outputGradient = outputGradient
    sourceGradient = inputGradients[0]
    residualGradient = inputGradients.count > 1 ? inputGradients[1] : nil
  }

  func forward() {
    let (rows, channels) = (shape.rows, shape.channels)
    mien_channel_statistics(threads, source.base, rows, channels, mean.base, variance.base)
    let unbiased = Float(rows) / Float(max(1, rows - 1))
    for c in 0..<channels {
      scale.base[c] = gamma.value.base[c] / (variance.base[c] + epsilon).squareRoot()
      shift.base[c] = beta.value.base[c] - mean.base[c] * scale.base[c]
      running.mean.base[c] += (1 - momentum) * (mean.base[c] - running.mean.base[c])
      running.variance.base[c] += (1 - momentum) * (variance.base[c] * unbiased - running.variance.base[c])
    }
    mien_scale_shift(
      threads, source.base, rows, channels, scale.base, shift.base, residual?.base, relu6 ? 1 : 0, target.base
    )
  }

  func backward() {
    guard let outputGradient else { return }
    let (rows, channels) = (shape.rows, shape.channels)
    if let residualGradient {
      mien_accumulate(
        threads, outputGradient.base, outputGradient.count, residualGradient.accumulate ? 1 : 0,
        residualGradient.buffer.base)
    }
    mien_normalization_sums(
      threads, source.base, target.base, outputGradient.base, rows, channels, mean.base, relu6 ? 1 : 0,
      beta.gradient.base, gamma.gradient.base)
    let count = Float(rows)
    for c in 0..<channels {
      let inverse = 1 / (variance.base[c] + epsilon).squareRoot()
      let (sum, product) = (beta.gradient.base[c], gamma.gradient.base[c])
      slope.base[c] = -scale.base[c] * inverse * inverse * product / count
      shift.base[c] = -scale.base[c] * sum / count - slope.base[c] * mean.base[c]
      gamma.gradient.base[c] = product * inverse
    }
    guard let sourceGradient else { return }
    let result = sourceGradient.accumulate ? FloatBuffer(count: source.count) : sourceGradient.buffer
    mien_normalization_gradient(
      threads, source.base, target.base, outputGradient.base, rows, channels, scale.base, slope.base,
      shift.base,
      relu6 ? 1 : 0, result.base)
    if sourceGradient.accumulate {
      mien_accumulate(threads, result.base, result.count, 1, sourceGradient.buffer.base)
    }
  }
}
