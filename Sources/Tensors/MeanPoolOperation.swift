/// The mean over the rows of each sequence; of one without rows, and behind the last, zeros.
final class MeanPoolOperation: TrainingOperation {
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
    forEachRow { row, sequence, share, channels in
      let (x, y) = (source.values.base + row * channels, target.values.base + sequence * channels)
      for c in 0..<channels { y[c] += share * x[c] }
    }
  }

  func backward() {
    guard let outputGradient, let sourceGradient else { return }
    forEachRow { row, sequence, share, channels in
      let (dy, dx) = (outputGradient.base + sequence * channels, sourceGradient.buffer.base + row * channels)
      if sourceGradient.accumulate {
        for c in 0..<channels { dx[c] += share * dy[c] }
      } else {
        for c in 0..<channels { dx[c] = share * dy[c] }
      }
    }
  }

  private func forEachRow(_ body: (_ row: Int, _ sequence: Int, _ share: Float, _ channels: Int) -> Void) {
    for sequence in 0..<sequences.count {
      let rows = Int(sequences.offsets[sequence])..<Int(sequences.offsets[sequence + 1])
      for row in rows { body(row, sequence, 1 / Float(rows.count), source.shape.channels) }
    }
  }
}
