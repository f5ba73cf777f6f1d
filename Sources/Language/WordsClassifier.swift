import Emotions
import Foundation
import Tensors

/// What a text says about the mood of whoever wrote it.
public struct WordsReading: Hashable, Sendable {
  /// Calibrated: of a hundred readings with 70 %, seventy name an emotion that a rater named. Even where nothing was read.
  public let distribution: EmotionDistribution
  /// The emotions above their thresholds, most probable first; often one, sometimes none.
  public let named: [Emotion]
  /// Why it should not be trusted; `nil` if nothing speaks against it.
  public let doubt: TextDoubt?
  /// Whether the end was not read because the text, or a word of it, is too long.
  public let isCutOff: Bool

  /// Whether there is a reading at all: of what is not English nothing is guessed.
  public var isRead: Bool { doubt == nil || doubt == .undecided }
}

/// Reads the emotion of a text: the encoder with its adapters merged in, a linear head and a temperature.
///
/// English is what it learned (GoEmotions, comments of 3 to 30 words); of anything else it says that it is unsure. A
/// classifier is used by any number of threads at once; a sentence takes a few milliseconds of one core.
///
/// ```swift
/// let words = try WordsClassifier(folder: URL(filePath: "weights"))
/// let reading = try words.read("I got the job!")  // happy
/// ```
public struct WordsClassifier: Sendable {
  public let checkpoint: WordsCheckpoint
  /// The encoder with the adapters in its weights.
  package let encoder: TextEncoder
  private let head, bias: [Float]

  /// Reads the encoder's files in a folder of weights, and what is built in or another checkpoint.
  ///
  /// - Throws: ``LanguageError`` if one of the files is not there or not what it should be.
  public init(folder: URL, checkpoint: URL = WordsCheckpoint.shippedURL) throws(LanguageError) {
    try self.init(TextEncoder(folder: folder), WordsCheckpoint.read(checkpoint))
  }

  /// - Parameter encoder: as it was published, without adapters.
  public init(_ encoder: TextEncoder, _ checkpoint: WordsCheckpoint) throws(LanguageError) {
    let name = "the checkpoint"
    guard let head = checkpoint.tensors["head.weight"], let bias = checkpoint.tensors["head.bias"],
      head.shape == [Emotion.allCases.count, encoder.shape.width]
    else { throw .checkpoint(path: name, reason: "has no head for this encoder") }
    self.checkpoint = checkpoint
    self.encoder = try encoder.adapted(by: LowRankAdapters(checkpoint.file, path: name))
    (self.head, self.bias) = (head.values, bias.values)
  }

  public func read(_ text: String) throws(LanguageError) -> WordsReading {
    let readings = try read([text])
    return readings[0]
  }

  /// Reads many texts, `threads` at once.
  public func read(_ texts: [String], threads: Int = 1) throws(LanguageError) -> [WordsReading] {
    zip(texts, try logits(of: texts, threads: threads)).map { reading(of: $0, $1) }
  }

  /// How strongly each text sounds like each emotion, in the order of `Emotion`: what ``read(_:threads:)`` makes
  /// probabilities of, for comparing texts that hardly sound like anything.
  public func logits(of texts: [String], threads: Int = 1) throws(LanguageError) -> [[Float]] {
    let width = encoder.shape.width
    return try encoder.pool(texts, threads: threads).map { mean in
      bias.indices.map { emotion in
        var sum = bias[emotion]
        for c in 0..<width { sum += head[emotion * width + c] * mean[c] }
        return sum
      }
    }
  }

  private func reading(of text: String, _ logits: [Float]) -> WordsReading {
    // One more than the encoder reads, to know whether there is more.
    let pieces = encoder.tokenizer.encode(text, limit: encoder.limit + 1).count - 2
    let look = TextLook(text, tokenizer: encoder.tokenizer)
    let isCutOff = pieces > encoder.limit - 2 || look.hasEndlessWord
    let probabilities = WordsCheckpoint.probabilities(logits, temperature: checkpoint.temperature)[0]
    let before = look.doubt(pieces: pieces)
    guard before == nil, let distribution = try? EmotionDistribution(probabilities) else {
      return WordsReading(
        distribution: .uniform, named: [], doubt: before ?? .undecided, isCutOff: isCutOff)
    }
    let named = Emotion.allCases.filter { distribution[$0] > checkpoint.thresholds[$0.index] }
    return WordsReading(
      distribution: distribution, named: named.sorted { distribution[$0] > distribution[$1] },
      doubt: distribution.confidence < checkpoint.unsureBelow ? .undecided : nil,
      isCutOff: isCutOff)
  }
}
