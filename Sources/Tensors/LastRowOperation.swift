/// The last row of each sequence; of one without rows, and behind the last, zeros.
final class LastRowOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false

  private let sequences: PackedSequences
  private let source, target: FeatureMap
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?

  init(source: FeatureMap, target: FeatureMap, _ sequences: PackedSequences) {
    inputs = [source.index]
    output = target.index
    self.sequences = sequences
    self.source = source
    self.target = target
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
  }

  func forward() {
    target.values.fill(0)
    forEachLast { row, sequence, channels in
      (target.values.base + sequence * channels).update(
        from: source.values.base + row * channels, count: channels)
    }
  }

  func backward() {
    guard let outputGradient, let sourceGradient else { return }
    if !sourceGradient.accumulate { sourceGradient.buffer.fill(0) }
    forEachLast { row, sequence, channels in
      let (dy, dx) = (outputGradient.base + sequence * channels, sourceGradient.buffer.base + row * channels)
      for c in 0..<channels { dx[c] += dy[c] }
    }
  }

  private func forEachLast(_ body: (_ row: Int, _ sequence: Int, _ channels: Int) -> Void) {
    for sequence in 0..<sequences.count where sequences.offsets[sequence + 1] > sequences.offsets[sequence] {
      body(Int(sequences.offsets[sequence + 1]) - 1, sequence, source.shape.channels)
    }
  }
}
