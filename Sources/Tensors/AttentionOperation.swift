import CKernels

/// Multi-head attention of each sequence to itself: softmax(Q Kᵀ/√d) V in each head (Vaswani et al. 2017,
/// arXiv:1706.03762), over packed sequences.
///
/// With P the softmax's shares: dV = Pᵀ dO, dP = dO Vᵀ, dS = P · (dP − Σ P · dP)/√d, dQ = dS K, dK = dSᵀ Q.
final class AttentionOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false

  private let sequences: PackedSequences
  private let query, key, value, target: FeatureMap
  private let heads: Int
  private let threads: Int32
  /// Heads × length × length values a sequence.
  private var shares = FloatBuffer(count: 0)
  private var outputGradient: FloatBuffer?
  /// Of query, key and value: where each is computed, and where it is added to.
  private var results: [FloatBuffer] = []
  private var gradients: [GradientTarget?] = []

  init(
    query: FeatureMap, key: FeatureMap, value: FeatureMap, target: FeatureMap, heads: Int, threads: Int,
    _ sequences: PackedSequences
  ) {
    inputs = [query.index, key.index, value.index]
    output = target.index
    self.sequences = sequences
    (self.query, self.key, self.value, self.target) = (query, key, value, target)
    self.heads = heads
    self.threads = Int32(threads)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    gradients = inputGradients
    results = inputGradients.map { target in
      guard let target, !target.accumulate else { return FloatBuffer(count: self.target.shape.count) }
      return target.buffer
    }
  }

  func forward() {
    let needed = Int(sequences.places[sequences.count]) * heads
    if shares.count < needed { shares = FloatBuffer(count: needed) }
    withNative { native in
      mien_attention(
        threads, native, query.values.base, key.values.base, value.values.base, shares.base,
        target.values.base)
    }
  }

  func backward() {
    guard let outputGradient, gradients.contains(where: { $0 != nil }) else { return }
    withNative { native in
      mien_attention_gradient(
        threads, native, query.values.base, key.values.base, value.values.base, shares.base,
        target.values.base, outputGradient.base, results[0].base, results[1].base, results[2].base)
    }
    for (result, gradient) in zip(results, gradients) {
      guard let gradient, gradient.accumulate else { continue }
      mien_accumulate(
        threads, result.base, sequences.rows * target.shape.channels, 1, gradient.buffer.base)
    }
  }

  private func withNative(_ body: (mien_sequences) -> Void) {
    sequences.offsets.withUnsafeBufferPointer { offsets in
      sequences.places.withUnsafeBufferPointer { places in
        body(
          mien_sequences(
            offsets: offsets.baseAddress, places: places.baseAddress, count: sequences.count, heads: heads,
            size: target.shape.channels / heads))
      }
    }
  }
}
