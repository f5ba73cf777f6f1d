import Emotions
import Foundation
import Language
import Tensors
import Testing
import Training

private enum Encoder {
  static let files: EncoderFiles = {
    let named = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
    let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return EncoderFiles(folder: named ?? repository.appending(path: "weights"))
  }()
}

/// What is built in, with the encoder as it was published.
@Suite(.enabled(if: Encoder.files.areThere, "scripts/bootstrap fetches the encoder"))
struct TextShippedTests {
  @Test func `the encoder that is trained is the encoder that reads`() throws {
    let checkpoint = try WordsCheckpoint.read(WordsCheckpoint.shippedURL)
    let encoder = try TextEncoder(Encoder.files)
    let classifier = try WordsClassifier(encoder, checkpoint)
    let texts = [
      "I finally got the job!", "so tired of all this rain", "Wait, what? You can't be serious...", "ok",
      "I was scared to death when the lights went out, and nobody came to look for us until the morning.",
    ].map { LabelledText($0, [.neutral]) }
    let evaluation = try TextEvaluation(
      checkpoint, texts: texts, encoder: FrozenEncoder(Safetensors.read(Encoder.files.weights)),
      tokenizer: encoder.tokenizer, threads: 1)
    for (text, probabilities) in zip(texts, evaluation.probabilities) {
      let reading = try classifier.read(text.text)
      for (a, b) in zip(reading.distribution.probabilities, probabilities) { #expect(abs(a - b) < 1e-3) }
    }
  }

  @Test func `what is built in is small and says how it was made`() throws {
    let checkpoint = try WordsCheckpoint.read(WordsCheckpoint.shippedURL)
    let size = try Data(contentsOf: WordsCheckpoint.shippedURL).count
    #expect(size < 3_000_000)
    let recipe = try TextRecipe(json: Data((checkpoint.notes["recipe"] ?? "").utf8))
    #expect(checkpoint.tensors["encoder.layer.0.attention.self.query.lora_a"]?.shape == [recipe.rank, 384])
    #expect(checkpoint.notes["data_sha256"]?.count == 64)
    #expect(checkpoint.notes["command"]?.hasPrefix("mien text train") == true)
  }
}
