import Language
import Tensors

/// The encoder's weights as training uses them: never changed, shared by every graph.
public final class FrozenEncoder {
  let shape: EncoderShape
  private let file: WeightFile
  private let frozen: [String: TrainingGraph.FrozenWeights]
  private let words, places: [Float]

  /// - Throws: ``TensorError/weight(name:reason:)`` if a weight is missing or has another shape.
  public init(_ file: WeightFile, shape: EncoderShape = .miniLM) throws(TensorError) {
    self.file = file
    self.shape = shape
    func values(_ name: String, _ size: [Int]) throws(TensorError) -> [Float] {
      guard let tensor = file.tensors[name], tensor.shape == size else {
        throw .weight(name: name, reason: "the encoder's file has none of the shape \(size)")
      }
      return tensor.values
    }
    words = try values("embeddings.word_embeddings.weight", [shape.vocabulary, shape.width])
    var places = try values("embeddings.position_embeddings.weight", [shape.positions, shape.width])
    let types = try values("embeddings.token_type_embeddings.weight", [2, shape.width])
    for index in places.indices { places[index] += types[index % shape.width] }
    self.places = places
    var frozen: [String: TrainingGraph.FrozenWeights] = [:]
    func add(_ name: String, _ size: [Int]) throws(TensorError) {
      frozen[name] = TrainingGraph.FrozenWeights(try values(name, size))
    }
    var norms = ["embeddings.LayerNorm"]
    for layer in 0..<shape.layers {
      for step in FrozenEncoder.steps(of: layer, shape) {
        try add(step.name + ".weight", [step.outputs, step.inputs])
        try add(step.name + ".bias", [step.outputs])
      }
      norms += ["attention.output", "output"].map { "encoder.layer.\(layer).\($0).LayerNorm" }
    }
    for norm in norms {
      for part in [".weight", ".bias"] { try add(norm + part, [shape.width]) }
    }
    self.frozen = frozen
  }

  /// A fully connected step of a layer.
  struct Step {
    let name: String
    let inputs, outputs: Int
  }

  /// The six fully connected steps of a layer, each of which gets adapters.
  static func steps(of layer: Int, _ shape: EncoderShape) -> [Step] {
    let name = "encoder.layer.\(layer)."
    let width = shape.width
    return [
      "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    ].map { Step(name: name + $0, inputs: width, outputs: width) } + [
      Step(name: name + "intermediate.dense", inputs: width, outputs: shape.inner),
      Step(name: name + "output.dense", inputs: shape.inner, outputs: width),
    ]
  }

  subscript(name: String) -> TrainingGraph.FrozenWeights {
    guard let weights = frozen[name] else { preconditionFailure("the encoder has no '\(name)'") }
    return weights
  }

  /// Writes the sum of each token's vector and that of its place.
  func embed(_ texts: [[Int32]], into rows: UnsafeMutableBufferPointer<Float>) {
    var row = 0
    for text in texts {
      for (place, token) in text.enumerated() {
        let (word, position, start) = (Int(token) * shape.width, place * shape.width, row * shape.width)
        for c in 0..<shape.width { rows[start + c] = words[word + c] + places[position + c] }
        row += 1
      }
    }
  }
}
