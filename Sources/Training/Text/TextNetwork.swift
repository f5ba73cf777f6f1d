import Emotions
import Language
import Tensors

/// The encoder with adapters, the mean over each text and a linear head, as a graph for training.
final class TextNetwork {
  let graph: TrainingGraph
  let embeddings, logits: TrainingGraph.Node
  private let encoder: FrozenEncoder
  private let sequences: PackedSequences
  private let input: TrainingGraph.Node

  /// - Parameters:
  ///   - weights: adapters and head by name; a step without adapters has none.
  ///   - dropout: before the head.
  init(
    _ encoder: FrozenEncoder, weights: [String: WeightTensor], scale: Float, dropout: Float, seed: UInt64,
    batch: Int, limit: Int, threads: Int
  ) throws(TensorError) {
    self.encoder = encoder
    let shape = encoder.shape
    graph = try TrainingGraph(threads: threads)
    let graph = graph
    let sequences = PackedSequences(limit: batch, rowLimit: batch * limit)
    self.sequences = sequences
    input = graph.input(sequences, channels: shape.width)
    func linear(_ x: TrainingGraph.Node, _ name: String) throws(TensorError) -> TrainingGraph.Node {
      var adapter: TrainingGraph.LowRankAdapter?
      if let a = weights[name + ".lora_a"], let b = weights[name + ".lora_b"] {
        adapter = TrainingGraph.LowRankAdapter(
          a: a.values, b: b.values, rank: a.shape[0], scale: scale)
      }
      return try graph.adaptedLinear(
        x, weights: encoder[name + ".weight"], bias: encoder[name + ".bias"], adapter: adapter, sequences,
        name: name)
    }
    func norm(
      _ x: TrainingGraph.Node, residual: TrainingGraph.Node? = nil, _ name: String
    ) throws(TensorError) -> TrainingGraph.Node {
      try graph.layerNorm(
        x, residual: residual, gamma: encoder[name + ".LayerNorm.weight"],
        beta: encoder[name + ".LayerNorm.bias"], epsilon: shape.epsilon, sequences)
    }
    var x = try norm(input, "embeddings")
    for layer in 0..<shape.layers {
      let name = "encoder.layer.\(layer)."
      let mixed = try graph.attention(
        query: linear(x, name + "attention.self.query"), key: linear(x, name + "attention.self.key"),
        value: linear(x, name + "attention.self.value"), heads: shape.heads, sequences)
      x = try norm(
        linear(mixed, name + "attention.output.dense"), residual: x, name + "attention.output")
      let wide = try graph.gelu(linear(x, name + "intermediate.dense"), sequences)
      x = try norm(linear(wide, name + "output.dense"), residual: x, name + "output")
    }
    embeddings = graph.meanPool(x, sequences)
    let features = dropout > 0 ? graph.dropout(embeddings, rate: dropout, seed: seed) : embeddings
    guard let head = weights["head.weight"], let bias = weights["head.bias"] else {
      throw .weight(name: "head.weight", reason: "there is no head")
    }
    logits = try graph.dense(features, weights: head.values, bias: bias.values, name: "head")
  }

  /// Gives the next step its texts.
  func fill(_ texts: [[Int32]]) {
    sequences.set(lengths: texts.map(\.count))
    graph.withInput(input) { encoder.embed(texts, into: $0) }
  }

  /// Adapters and head as they are now.
  func weights() -> [String: WeightTensor] {
    graph.parameters.reduce(into: [:]) { result, parameter in
      let shape =
        parameter.name == "head.weight" ? [parameter.shape[0], parameter.shape[3]] : parameter.shape
      result[parameter.name] = WeightTensor(shape: shape, values: parameter.value.values)
    }
  }

  /// Seven logits a text.
  func logits(of texts: [[Int32]], batch: Int) throws(TensorError) -> [Float] {
    var result: [Float] = []
    for start in stride(from: 0, to: texts.count, by: batch) {
      let part = Array(texts[start..<min(start + batch, texts.count)])
      fill(part)
      try graph.forward()
      result += graph.output(logits).prefix(part.count * Emotion.allCases.count)
    }
    return result
  }

  /// What a run begins with: adapters that change nothing yet, and a head that says little.
  static func initialWeights(_ shape: EncoderShape, rank: Int, seed: UInt64) -> [String: WeightTensor] {
    var generator = SplitMix64(seed: seed)
    var result: [String: WeightTensor] = [:]
    func normal(_ name: String, _ size: [Int], deviation: Float) {
      let values = (0..<size.reduce(1, *)).map { _ in generator.normal() * deviation }
      result[name] = WeightTensor(shape: size, values: values)
    }
    for layer in 0..<shape.layers {
      for step in FrozenEncoder.steps(of: layer, shape) {
        normal(
          step.name + ".lora_a", [rank, step.inputs], deviation: 1 / Float(step.inputs).squareRoot())
        result[step.name + ".lora_b"] = WeightTensor(
          shape: [step.outputs, rank], values: [Float](repeating: 0, count: step.outputs * rank))
      }
    }
    let classes = Emotion.allCases.count
    normal("head.weight", [classes, shape.width], deviation: 0.02)
    result["head.bias"] = WeightTensor(shape: [classes], values: [Float](repeating: 0, count: classes))
    return result
  }
}
