import CKernels

/// The Gaussian error linear unit y = x · Φ(x), exact as in BERT (Hendrycks & Gimpel 2016, arXiv:1606.08415):
/// dx = dy · (Φ(x) + x · φ(x)).
final class GeluOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false

  private let sequences: PackedSequences
  private let source, target: FeatureMap
  private let threads: Int32
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?
  private var scratch: FloatBuffer?

  init(source: FeatureMap, target: FeatureMap, threads: Int, _ sequences: PackedSequences) {
    inputs = [source.index]
    output = target.index
    self.sequences = sequences
    self.source = source
    self.target = target
    self.threads = Int32(threads)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
    if sourceGradient?.accumulate ?? false { scratch = FloatBuffer(count: source.shape.count) }
  }

  private var count: Int { sequences.rows * source.shape.channels }

  func forward() { mien_gelu(threads, source.values.base, count, target.values.base) }

  func backward() {
    guard let outputGradient, let sourceGradient else { return }
    let result = scratch ?? sourceGradient.buffer
    mien_gelu_gradient(threads, source.values.base, outputGradient.base, count, result.base)
    if scratch != nil { mien_accumulate(threads, result.base, count, 1, sourceGradient.buffer.base) }
  }
}
