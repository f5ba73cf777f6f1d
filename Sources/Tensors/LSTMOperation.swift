import Foundation

/// A long short-term memory (Hochreiter & Schmidhuber 1997, *Neural Computation* 9:1735; with the forget gate of Gers,
/// Schmidhuber & Cummins 2000) over packed sequences of any lengths; every sequence begins with a state of zeros.
///
/// With z = x Wᵀ + h₋ Uᵀ + b in four parts: i, f, o = σ(z), g = tanh(z); c = f·c₋ + i·g, h = o·tanh(c). Gates lie in the
/// order i, f, g, o, as PyTorch has them. A step of time is one product for all sequences that are that long: they are
/// sorted by length, so that those are the first, and none is padded.
///
/// Backwards, from the last step to the first, dz follows from dh = dy + dh₊ and dc = dh·o·(1 − tanh²c) + dc₊·f₊;
/// dh₋ = dz U, and after the last step dW = dzᵀ x, dU = dzᵀ h₋, db = Σ dz, dx = dz W.
final class LSTMOperation: TrainingOperation {
  /// W: 4·hidden × inputs; U: 4·hidden × hidden; b: 4·hidden.
  struct Weights {
    let input, hidden, bias: Parameter
  }

  let inputs: [Int]
  let output: Int
  let hasParameters = true

  private let sequences: PackedSequences
  private let source, target: FeatureMap
  private let weights: Weights
  private let hidden: Int
  /// A row for each row of the input: the gates after their functions, the cells, the states before.
  private let gates, cells, before: FloatBuffer
  /// dz of each row.
  private let gateGradients: FloatBuffer
  /// A row for each sequence, longest first: the state, and what it adds to the gates, or their gradients.
  private let state, product: FloatBuffer
  /// Likewise: what the next step hands back.
  private let stateGradient, cellGradient: FloatBuffer
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?

  init(source: FeatureMap, target: FeatureMap, weights: Weights, _ sequences: PackedSequences) {
    inputs = [source.index]
    output = target.index
    self.sequences = sequences
    self.source = source
    self.target = target
    self.weights = weights
    hidden = target.shape.channels
    let (rows, limit) = (sequences.rowLimit, sequences.limit)
    gates = FloatBuffer(count: rows * 4 * hidden)
    gateGradients = FloatBuffer(count: rows * 4 * hidden)
    cells = FloatBuffer(count: rows * hidden)
    before = FloatBuffer(count: rows * hidden)
    state = FloatBuffer(count: limit * hidden)
    product = FloatBuffer(count: limit * 4 * hidden)
    stateGradient = FloatBuffer(count: limit * hidden)
    cellGradient = FloatBuffer(count: limit * hidden)
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
  }

  func forward() throws(TensorError) {
    let wide = 4 * hidden
    for row in 0..<sequences.rows {
      (gates.base + row * wide).update(from: weights.bias.value.base, count: wide)
    }
    try DenseProduct.run(
      source.values.base, weights.input.value.base, bTransposed: true, rows: sequences.rows, columns: wide,
      inner: source.shape.channels, accumulate: true, into: gates.base)
    let steps = Steps(sequences)
    state.fill(0)
    for time in 0..<steps.count {
      let starts = steps.starts(at: time)
      try DenseProduct.run(
        state.base, weights.hidden.value.base, bTransposed: true, rows: starts.count, columns: wide,
        inner: hidden, into: product.base)
      for (place, start) in starts.enumerated() { advance(row: start + time, isFirst: time == 0, place) }
    }
  }

  /// The gates, the cell and the state of a row.
  private func advance(row: Int, isFirst: Bool, _ place: Int) {
    let (z, added) = (gates.base + row * 4 * hidden, product.base + place * 4 * hidden)
    let (h, y) = (state.base + place * hidden, target.values.base + row * hidden)
    (before.base + row * hidden).update(from: h, count: hidden)
    for k in 0..<hidden {
      let i = Self.sigmoid(z[k] + added[k])
      let f = Self.sigmoid(z[hidden + k] + added[hidden + k])
      let g = tanhf(z[2 * hidden + k] + added[2 * hidden + k])
      let o = Self.sigmoid(z[3 * hidden + k] + added[3 * hidden + k])
      let old = isFirst ? 0 : cells.base[(row - 1) * hidden + k]
      let cell = f * old + i * g
      (z[k], z[hidden + k], z[2 * hidden + k], z[3 * hidden + k]) = (i, f, g, o)
      cells.base[row * hidden + k] = cell
      h[k] = o * tanhf(cell)
      y[k] = h[k]
    }
  }

  func backward() throws(TensorError) {
    guard let outputGradient else { return }
    let (wide, rows) = (4 * hidden, sequences.rows)
    let steps = Steps(sequences)
    stateGradient.fill(0)
    cellGradient.fill(0)
    for time in (0..<steps.count).reversed() {
      let starts = steps.starts(at: time)
      for (place, start) in starts.enumerated() {
        retreat(row: start + time, isFirst: time == 0, place, outputGradient)
      }
      try DenseProduct.run(
        product.base, weights.hidden.value.base, rows: starts.count, columns: hidden, inner: wide,
        into: stateGradient.base)
    }
    let dz = gateGradients.base
    try DenseProduct.run(
      dz, aTransposed: true, source.values.base, rows: wide, columns: source.shape.channels, inner: rows,
      into: weights.input.gradient.base)
    try DenseProduct.run(
      dz, aTransposed: true, before.base, rows: wide, columns: hidden, inner: rows,
      into: weights.hidden.gradient.base)
    weights.bias.gradient.fill(0)
    for row in 0..<rows {
      for k in 0..<wide { weights.bias.gradient.base[k] += dz[row * wide + k] }
    }
    guard let sourceGradient else { return }
    try DenseProduct.run(
      dz, weights.input.value.base, rows: rows, columns: source.shape.channels, inner: wide,
      accumulate: sourceGradient.accumulate, into: sourceGradient.buffer.base)
  }

  /// dz of a row, and dc of the one before.
  private func retreat(row: Int, isFirst: Bool, _ place: Int, _ outputGradient: FloatBuffer) {
    let (z, dz) = (gates.base + row * 4 * hidden, gateGradients.base + row * 4 * hidden)
    let (dh, dc) = (stateGradient.base + place * hidden, cellGradient.base + place * hidden)
    for k in 0..<hidden {
      let (i, f, g, o) = (z[k], z[hidden + k], z[2 * hidden + k], z[3 * hidden + k])
      let t = tanhf(cells.base[row * hidden + k])
      let old = isFirst ? 0 : cells.base[(row - 1) * hidden + k]
      let fromState = outputGradient.base[row * hidden + k] + dh[k]
      let fromCell = fromState * o * (1 - t * t) + dc[k]
      dz[k] = fromCell * g * i * (1 - i)
      dz[hidden + k] = fromCell * old * f * (1 - f)
      dz[2 * hidden + k] = fromCell * i * (1 - g * g)
      dz[3 * hidden + k] = fromState * t * o * (1 - o)
      dc[k] = fromCell * f
    }
    (product.base + place * 4 * hidden).update(from: dz, count: 4 * hidden)
  }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }

  /// Where the sequences begin, the longest first.
  private struct Steps {
    /// Of the longest sequence.
    let count: Int
    private let sorted: [(start: Int, length: Int)]

    init(_ sequences: PackedSequences) {
      let all = (0..<sequences.count).map { index in
        let start = Int(sequences.offsets[index])
        return (start: start, length: Int(sequences.offsets[index + 1]) - start, index: index)
      }
      // The order of equals is told, so that the same batch always gives the same bits.
      sorted = all.sorted { ($1.length, $0.index) < ($0.length, $1.index) }.map { ($0.start, $0.length) }
      count = sorted.first?.length ?? 0
    }

    /// Of the sequences that have a row at this time.
    func starts(at time: Int) -> [Int] { sorted.prefix { $0.length > time }.map(\.start) }
  }
}
