import CKernels
import Tensors

/// Texts going through the encoder together, their tokens one after another without padding between them.
struct EncoderPass {
  let weights: EncoderWeights
  let shape: EncoderShape
  let product: MatrixProduct

  private typealias Values = UnsafeMutablePointer<Float>

  /// What each text's tokens are in the mean: ``EncoderShape/width`` values a text.
  ///
  /// - Precondition: each has a token at least, and no more than the encoder has places.
  func means(of texts: [[Int32]]) throws(TensorError) -> FloatBuffer {
    let tokens = texts.reduce(0) { $0 + $1.count }
    let memory = Memory(tokens: tokens, longest: texts.map(\.count).max() ?? 0, shape: shape)
    embed(texts, into: memory.states.start)
    for layer in weights.layers {
      try attend(layer, texts, memory)
      try transform(layer, memory)
    }
    return average(texts, memory.states.start)
  }

  private struct Memory {
    let tokens: Int
    let states, mixed, wide, scores: FloatBuffer

    init(tokens: Int, longest: Int, shape: EncoderShape) {
      self.tokens = tokens
      states = FloatBuffer(count: tokens * shape.width)
      mixed = FloatBuffer(count: tokens * shape.width)
      wide = FloatBuffer(count: tokens * max(3 * shape.width, shape.inner))
      scores = FloatBuffer(count: longest * longest)
    }
  }

  private func embed(_ texts: [[Int32]], into states: Values) {
    let (words, positions) = (weights.words.start, weights.positions.start)
    var row = states
    for text in texts {
      for (position, token) in text.enumerated() {
        let (word, place) = (words + Int(token) * shape.width, positions + position * shape.width)
        for index in 0..<shape.width { row[index] = word[index] + place[index] }
        row += shape.width
      }
    }
    normalize(states, tokens: texts.reduce(0) { $0 + $1.count }, weights.norm)
  }

  /// Each token takes from the others of its text what its heads look for.
  private func attend(_ layer: EncoderWeights.Layer, _ texts: [[Int32]], _ memory: Memory) throws(TensorError)
  {
    let (width, head) = (shape.width, shape.headWidth)
    let stride = 3 * width
    let (all, scores, mixed) = (memory.wide.start, memory.scores.start, memory.mixed.start)
    try apply(layer.attention, to: memory.states.start, tokens: memory.tokens, into: all)
    let scale = 1 / Float(head).squareRoot()
    var first = 0
    for text in texts {
      let count = text.count
      for number in 0..<shape.heads {
        let query = all + first * stride + number * head
        try product.multiply(
          MatrixProduct.Matrix(query, stride: stride), MatrixProduct.Matrix(query + width, stride: stride),
          bIsTransposed: true, rows: count, inner: head, columns: count, scale: scale, into: scores,
          stride: count)
        mien_softmax_rows(Int32(product.threads), scores, count, count)
        try product.multiply(
          MatrixProduct.Matrix(scores, stride: count),
          MatrixProduct.Matrix(query + 2 * width, stride: stride),
          rows: count, inner: count, columns: head, into: mixed + first * width + number * head, stride: width
        )
      }
      first += count
    }
    try addOutput(layer.attentionOutput, of: mixed, tokens: memory.tokens, to: memory.states.start)
    normalize(memory.states.start, tokens: memory.tokens, layer.attentionNorm)
  }

  /// Each token by itself.
  private func transform(_ layer: EncoderWeights.Layer, _ memory: Memory) throws(TensorError) {
    let (states, wide) = (memory.states.start, memory.wide.start)
    try apply(layer.intermediate, to: states, tokens: memory.tokens, into: wide)
    mien_gelu_rows(Int32(product.threads), wide, memory.tokens * shape.inner)
    try addOutput(layer.output, of: wide, tokens: memory.tokens, to: states)
    normalize(states, tokens: memory.tokens, layer.outputNorm)
  }

  /// `result = x · weights + bias`.
  private func apply(
    _ step: EncoderWeights.Linear, to x: Values, tokens: Int, into result: Values
  ) throws(TensorError) {
    for row in 0..<tokens { (result + row * step.outputs).update(from: step.bias.start, count: step.outputs) }
    try add(step, of: x, tokens: tokens, to: result)
  }

  /// `result = result + x · weights + bias`.
  private func addOutput(
    _ step: EncoderWeights.Linear, of x: Values, tokens: Int, to result: Values
  ) throws(TensorError) {
    let bias = step.bias.start
    for row in 0..<tokens {
      let values = result + row * step.outputs
      for index in 0..<step.outputs { values[index] += bias[index] }
    }
    try add(step, of: x, tokens: tokens, to: result)
  }

  private func add(
    _ step: EncoderWeights.Linear, of x: Values, tokens: Int, to result: Values
  ) throws(TensorError) {
    try product.multiply(
      MatrixProduct.Matrix(x, stride: step.inputs),
      MatrixProduct.Matrix(step.weights.start, stride: step.outputs),
      rows: tokens, inner: step.inputs, columns: step.outputs, keep: 1, into: result, stride: step.outputs)
  }

  private func normalize(_ rows: Values, tokens: Int, _ norm: EncoderWeights.Norm) {
    mien_layer_norm_rows(
      Int32(product.threads), rows, tokens, shape.width, norm.gamma.start, norm.beta.start, shape.epsilon)
  }

  private func average(_ texts: [[Int32]], _ states: Values) -> FloatBuffer {
    let means = FloatBuffer(count: texts.count * shape.width)
    var row = states
    for (number, text) in texts.enumerated() {
      let mean = means.start + number * shape.width
      for _ in text {
        for index in 0..<shape.width { mean[index] += row[index] }
        row += shape.width
      }
      for index in 0..<shape.width { mean[index] /= Float(text.count) }
    }
    return means
  }
}
