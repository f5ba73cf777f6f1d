/// Inverted dropout: what stays is divided by the share that stays, so inference needs no change.
final class DropoutOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false
  /// Number of the step: another step drops other values.
  var step: UInt64 = 0

  private let rate: Float
  private let seed: UInt64
  private let source: FloatBuffer
  private let target: FloatBuffer
  private let mask: FloatBuffer
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?

  init(rate: Float, seed: UInt64, source: FeatureMap, target: FeatureMap) {
    self.rate = rate
    self.seed = seed
    self.source = source.values
    self.target = target.values
    inputs = [source.index]
    output = target.index
    mask = FloatBuffer(count: source.shape.count)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
  }

  func forward() {
    var key = SplitMix64(seed: seed)
    var generator = SplitMix64(seed: key.next() ^ (step &* 0xD134_2543_DE82_EF95))
    let kept = 1 / (1 - rate)
    for i in 0..<source.count {
      mask.base[i] = generator.uniform() < rate ? 0 : kept
      target.base[i] = source.base[i] * mask.base[i]
    }
  }

  func backward() {
    guard let outputGradient, let sourceGradient else { return }
    for i in 0..<source.count {
      sourceGradient.buffer.base[i] =
        (sourceGradient.accumulate ? sourceGradient.buffer.base[i] : 0) + outputGradient.base[i]
        * mask.base[i]
    }
  }
}
