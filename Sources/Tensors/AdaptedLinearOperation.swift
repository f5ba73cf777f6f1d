import CKernels

/// A fully connected layer whose weights stay as they are, and a trained low-rank change of them:
/// y = x Wᵀ + bias + scale · (x Aᵀ) Bᵀ (Hu et al. 2021, *LoRA*, arXiv:2106.09685).
///
/// With g = scale · dy B: dA = gᵀ x, dB = scale · dyᵀ (x Aᵀ), dx = dy W + g A. W and the bias have no gradient.
final class AdaptedLinearOperation: TrainingOperation {
  /// A: rank × inputs; B: outputs × rank.
  struct Adapter {
    let a, b: Parameter
    let rank: Int
    let scale: Float
    /// x Aᵀ of the last forward pass, and g of the last backward pass.
    let reduced, gradient: FloatBuffer
  }

  let inputs: [Int]
  let output: Int
  var hasParameters: Bool { adapter != nil }

  private let sequences: PackedSequences
  private let source: FeatureMap
  private let target: FeatureMap
  private let weight, bias: FloatBuffer
  private let adapter: Adapter?
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?

  init(
    source: FeatureMap, target: FeatureMap, weight: FloatBuffer, bias: FloatBuffer, adapter: Adapter?,
    _ sequences: PackedSequences
  ) {
    inputs = [source.index]
    output = target.index
    self.sequences = sequences
    self.source = source
    self.target = target
    self.weight = weight
    self.bias = bias
    self.adapter = adapter
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
  }

  private var narrow: Int { source.shape.channels }
  private var wide: Int { target.shape.channels }

  func forward() throws(TensorError) {
    let (x, y, rows) = (source.values.base, target.values.base, sequences.rows)
    for row in 0..<rows { (y + row * wide).update(from: bias.base, count: wide) }
    try DenseProduct.run(
      x, weight.base, bTransposed: true, rows: rows, columns: wide, inner: narrow, accumulate: true, into: y)
    guard let adapter else { return }
    try DenseProduct.run(
      x, adapter.a.value.base, bTransposed: true, rows: rows, columns: adapter.rank, inner: narrow,
      into: adapter.reduced.base)
    try DenseProduct.run(
      adapter.reduced.base, adapter.b.value.base, bTransposed: true, rows: rows, columns: wide,
      inner: adapter.rank, scale: adapter.scale, accumulate: true, into: y)
  }

  func backward() throws(TensorError) {
    guard let dy = outputGradient?.base else { return }
    let (x, rows) = (source.values.base, sequences.rows)
    if let adapter {
      try DenseProduct.run(
        dy, adapter.b.value.base, rows: rows, columns: adapter.rank, inner: wide, scale: adapter.scale,
        into: adapter.gradient.base)
      try DenseProduct.run(
        adapter.gradient.base, aTransposed: true, x, rows: adapter.rank, columns: narrow, inner: rows,
        into: adapter.a.gradient.base)
      try DenseProduct.run(
        dy, aTransposed: true, adapter.reduced.base, rows: wide, columns: adapter.rank, inner: rows,
        scale: adapter.scale, into: adapter.b.gradient.base)
    }
    guard let sourceGradient else { return }
    let dx = sourceGradient.buffer.base
    try DenseProduct.run(
      dy, weight.base, rows: rows, columns: narrow, inner: wide, accumulate: sourceGradient.accumulate,
      into: dx)
    guard let adapter else { return }
    try DenseProduct.run(
      adapter.gradient.base, adapter.a.value.base, rows: rows, columns: narrow, inner: adapter.rank,
      accumulate: true, into: dx)
  }
}
