import Emotions
import Foundation
import Language
import Tensors
import Training

/// An encoder of two small layers with random weights, and a language of a few words.
struct SmallEncoder {
  static let shape = EncoderShape(
    layers: 2, width: 8, heads: 2, inner: 16, vocabulary: words.count, positions: 16, epsilon: 1e-12)

  static let words = [
    "[CLS]", "[SEP]", "[UNK]", "sun", "joy", "rain", "tears", "rage", "mud", "dark", "bang", "the", "a",
    "and",
  ]

  let folder: URL
  let weights: WeightFile

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mien-words-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    weights = Self.weights()
    try Safetensors.write(weights, to: files.weights)
    try Data(Self.words.joined(separator: "\n").utf8).write(to: files.vocabulary)
  }

  var files: EncoderFiles { EncoderFiles(folder: folder) }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func tokenizer() throws -> WordPiece { try WordPiece(vocabulary: files.vocabulary) }
  func frozen() throws -> FrozenEncoder { try FrozenEncoder(weights, shape: Self.shape) }
  func inference() throws -> TextEncoder { try TextEncoder(files, shape: Self.shape, limit: 16) }

  private static func weights() -> WeightFile {
    var generator = SplitMix64(seed: 7)
    var file = WeightFile()
    func add(_ name: String, _ size: [Int], around mean: Float = 0) {
      let count = size.reduce(1, *)
      file.tensors[name] = WeightTensor(
        shape: size, values: (0..<count).map { _ in mean + 0.4 * generator.normal() })
    }
    func norm(_ name: String) {
      add(name + ".LayerNorm.weight", [shape.width], around: 1)
      add(name + ".LayerNorm.bias", [shape.width])
    }
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) {
      add(name + ".weight", [outputs, inputs])
      add(name + ".bias", [outputs])
    }
    add("embeddings.word_embeddings.weight", [shape.vocabulary, shape.width])
    add("embeddings.position_embeddings.weight", [shape.positions, shape.width])
    add("embeddings.token_type_embeddings.weight", [2, shape.width])
    norm("embeddings")
    for layer in 0..<shape.layers {
      let name = "encoder.layer.\(layer)."
      for part in ["self.query", "self.key", "self.value", "output.dense"] {
        linear(name + "attention." + part, shape.width, shape.width)
      }
      norm(name + "attention.output")
      linear(name + "intermediate.dense", shape.width, shape.inner)
      linear(name + "output.dense", shape.inner, shape.width)
      norm(name + "output")
    }
    return file
  }

  /// Texts of which one word tells the emotion.
  static func texts(_ count: Int, seed: UInt64 = 1) -> TextDataSet {
    let telling: [(String, Emotion)] = [
      ("rage", .angry), ("mud", .disgust), ("dark", .fear), ("joy", .happy), ("the", .neutral),
      ("tears", .sad), ("bang", .surprise),
    ]
    var generator = SeededGenerator(seed: seed)
    return TextDataSet(
      (0..<count).map { index in
        let (word, emotion) = telling[index % telling.count]
        let others = (0..<generator.below(3)).map { _ in ["a", "and", "sun", "rain"][generator.below(4)] }
        return LabelledText((others + [word]).joined(separator: " "), [emotion])
      })
  }
}
