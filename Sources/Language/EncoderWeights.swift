import Foundation
import Tensors

/// The weights of an encoder, laid out for its products.
///
/// `@unchecked Sendable`: nobody writes to the buffers after `init`.
final class EncoderWeights: @unchecked Sendable {
  /// A fully connected step: its weights by input, then output, so that a product reads them in order.
  struct Linear {
    let inputs, outputs: Int
    let weights: FloatBuffer
    let bias: FloatBuffer
  }

  /// What layer norm multiplies by and adds.
  struct Norm {
    let gamma, beta: FloatBuffer
  }

  struct Layer {
    /// Queries, keys and values beside each other.
    let attention: Linear
    let attentionOutput: Linear
    let attentionNorm: Norm
    let intermediate: Linear
    let output: Linear
    let outputNorm: Norm
  }

  /// Vectors of the pieces, of the places with that of the first sentence added.
  let words, positions: FloatBuffer
  let norm: Norm
  let layers: [Layer]

  /// - Parameter path: what an error names.
  init(_ file: WeightFile, shape: EncoderShape, path: String) throws(LanguageError) {
    let reader = TensorReader(file: file, path: path)
    let width = shape.width
    words = FloatBuffer(try reader.values("embeddings.word_embeddings.weight", [shape.vocabulary, width]))
    var places = try reader.values("embeddings.position_embeddings.weight", [shape.positions, width])
    let types = try reader.values("embeddings.token_type_embeddings.weight", [2, width])
    for index in places.indices { places[index] += types[index % width] }
    positions = FloatBuffer(places)
    norm = try reader.norm("embeddings.LayerNorm", width)
    var layers: [Layer] = []
    for index in 0..<shape.layers {
      let name = "encoder.layer.\(index)."
      let own = ["query", "key", "value"].map { "\(name)attention.self.\($0)" }
      layers.append(
        Layer(
          attention: try reader.linear(own, inputs: width, outputs: width),
          attentionOutput: try reader.linear(
            ["\(name)attention.output.dense"], inputs: width, outputs: width),
          attentionNorm: try reader.norm("\(name)attention.output.LayerNorm", width),
          intermediate: try reader.linear(["\(name)intermediate.dense"], inputs: width, outputs: shape.inner),
          output: try reader.linear(["\(name)output.dense"], inputs: shape.inner, outputs: width),
          outputNorm: try reader.norm("\(name)output.LayerNorm", width)))
    }
    self.layers = layers
  }

  /// These weights with adapters added; the vectors of the pieces are shared.
  init(_ base: EncoderWeights, _ adapters: LowRankAdapters) throws(LanguageError) {
    (words, positions, norm) = (base.words, base.positions, base.norm)
    var layers: [Layer] = []
    for (index, layer) in base.layers.enumerated() {
      let name = "encoder.layer.\(index)."
      let own = ["query", "key", "value"].map { "\(name)attention.self.\($0)" }
      layers.append(
        Layer(
          attention: try adapters.adapted(layer.attention, own),
          attentionOutput: try adapters.adapted(layer.attentionOutput, ["\(name)attention.output.dense"]),
          attentionNorm: layer.attentionNorm,
          intermediate: try adapters.adapted(layer.intermediate, ["\(name)intermediate.dense"]),
          output: try adapters.adapted(layer.output, ["\(name)output.dense"]), outputNorm: layer.outputNorm))
    }
    self.layers = layers
  }
}

/// Takes tensors by name and shape out of a file.
struct TensorReader {
  let file: WeightFile
  let path: String

  func values(_ name: String, _ shape: [Int]) throws(LanguageError) -> [Float] {
    guard let tensor = file.tensors[name] else { throw .unfit(path: path, reason: "has no '\(name)'") }
    guard tensor.shape == shape else {
      throw .unfit(path: path, reason: "has a '\(name)' of \(tensor.shape), not \(shape)")
    }
    return tensor.values
  }

  func norm(_ name: String, _ width: Int) throws(LanguageError) -> EncoderWeights.Norm {
    EncoderWeights.Norm(
      gamma: FloatBuffer(try values("\(name).weight", [width])),
      beta: FloatBuffer(try values("\(name).bias", [width])))
  }

  /// Steps of the same input as one, their outputs beside each other.
  func linear(_ names: [String], inputs: Int, outputs: Int) throws(LanguageError) -> EncoderWeights.Linear {
    let all = outputs * names.count
    let weights = FloatBuffer(count: inputs * all)
    var biases: [Float] = []
    for (number, name) in names.enumerated() {
      let values = try values("\(name).weight", [outputs, inputs])
      biases += try self.values("\(name).bias", [outputs])
      for output in 0..<outputs {
        for input in 0..<inputs {
          weights.span[input * all + number * outputs + output] = values[output * inputs + input]
        }
      }
    }
    return EncoderWeights.Linear(inputs: inputs, outputs: all, weights: weights, bias: FloatBuffer(biases))
  }
}
