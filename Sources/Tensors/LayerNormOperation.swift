import CKernels

/// Layer norm of x + residual over the values of a row, with scale and offset that stay as they are
/// (Ba et al. 2016, arXiv:1607.06450).
///
/// With h = (x − mean)/√(variance + ε) and g = γ · dy: dx = (g − mean(g) − h · mean(g · h))/√(variance + ε), and the
/// residual has the same gradient.
final class LayerNormOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false

  private let sequences: PackedSequences
  private let source, target: FeatureMap
  private let residual: FeatureMap?
  private let gamma, beta: FloatBuffer
  private let epsilon: Float
  private let threads: Int32
  private let normalized, inverse: FloatBuffer
  private var outputGradient: FloatBuffer?
  private var gradients: [GradientTarget] = []
  /// Where a gradient is computed that has to be added to two places.
  private var scratch: FloatBuffer?

  init(
    source: FeatureMap, residual: FeatureMap?, target: FeatureMap, gamma: FloatBuffer, beta: FloatBuffer,
    epsilon: Float, threads: Int, _ sequences: PackedSequences
  ) {
    inputs = [source.index] + (residual.map { [$0.index] } ?? [])
    output = target.index
    self.sequences = sequences
    self.source = source
    self.residual = residual
    self.target = target
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.threads = Int32(threads)
    normalized = FloatBuffer(count: target.shape.count)
    inverse = FloatBuffer(count: target.shape.rows)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    gradients = inputGradients.compactMap { $0 }
    if gradients.allSatisfy(\.accumulate) { scratch = FloatBuffer(count: target.shape.count) }
  }

  func forward() {
    mien_layer_norm(
      threads, source.values.base, residual?.values.base, sequences.rows, source.shape.channels, gamma.base,
      beta.base, epsilon, normalized.base, inverse.base, target.values.base)
  }

  func backward() {
    guard let outputGradient, !gradients.isEmpty else { return }
    let written = gradients.first { !$0.accumulate }?.buffer
    guard let result = written ?? scratch else { return }
    mien_layer_norm_gradient(
      threads, normalized.base, inverse.base, outputGradient.base, sequences.rows, source.shape.channels,
      gamma.base, result.base)
    for gradient in gradients where gradient.buffer !== result {
      mien_accumulate(
        threads, result.base, sequences.rows * source.shape.channels, gradient.accumulate ? 1 : 0,
        gradient.buffer.base)
    }
  }
}
