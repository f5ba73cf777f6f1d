import Dispatch
import Foundation
import Synchronization
import Tensors

/// Texts as vectors: those that mean the like lie near each other (Reimers & Gurevych 2019,
/// https://arxiv.org/abs/1908.10084).
///
/// all-MiniLM-L6-v2, on oneDNN: six layers, the mean over the tokens, 384 values. Loading takes some 90 MB; a sentence
/// takes a few milliseconds of one core. An encoder is used by any number of threads at once.
///
/// ```swift
/// let encoder = try TextEncoder(folder: URL(filePath: "weights"))
/// let vectors = try encoder.embed(["slow piano for rain", "Clair de Lune, Claude Debussy"])
/// ```
public struct TextEncoder: Sendable {
  /// Names the encoder, and changes with it: embeddings of different encoders cannot be compared.
  public static let identity = "all-MiniLM-L6-v2"

  public let shape: EncoderShape
  public let tokenizer: WordPiece
  /// Tokens of a text that are read; what comes after is not.
  public let limit: Int
  private let weights: EncoderWeights

  /// Tokens of a run. Fewer leave the products small; more no longer fit the cache of a core.
  private static let tokensOfARun = 192

  /// Reads the encoder's two files in a folder of weights.
  ///
  /// - Throws: ``LanguageError`` if one of them is not there or not what it should be.
  public init(folder: URL, limit: Int = 128) throws(LanguageError) {
    try self.init(EncoderFiles(folder: folder), limit: limit)
  }

  /// - Parameter limit: tokens of a text that are read, 2 to the encoder's places.
  public init(_ files: EncoderFiles, shape: EncoderShape = .miniLM, limit: Int = 128) throws(LanguageError) {
    precondition((2...shape.positions).contains(limit), "a text has 2 to \(shape.positions) tokens")
    let vocabulary = try Vocabulary(files.vocabulary)
    guard vocabulary.count == shape.vocabulary else {
      throw .unfit(
        path: files.vocabulary.path(percentEncoded: false),
        reason: "has \(vocabulary.count) pieces, not \(shape.vocabulary)")
    }
    let path = files.weights.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    let file: WeightFile
    do { file = try Safetensors.read(files.weights) } catch { throw .tensor(error) }
    weights = try EncoderWeights(file, shape: shape, path: path)
    tokenizer = WordPiece(vocabulary: vocabulary)
    self.shape = shape
    self.limit = limit
  }

  private init(_ other: TextEncoder, _ weights: EncoderWeights) {
    (shape, tokenizer, limit, self.weights) = (other.shape, other.tokenizer, other.limit, weights)
  }

  /// This encoder with adapters merged into its weights; most of its memory is shared.
  public func adapted(by adapters: LowRankAdapters) throws(LanguageError) -> TextEncoder {
    TextEncoder(self, try EncoderWeights(weights, adapters))
  }

  /// Vectors of length 1, one a text: their product is the cosine.
  ///
  /// - Parameter threads: runs at once, each on one thread.
  public func embed(_ texts: [String], threads: Int = 1) throws(LanguageError) -> [[Float]] {
    try pool(texts, threads: threads).map(Self.normalized)
  }

  /// The mean over each text's tokens, of any length.
  public func pool(_ texts: [String], threads: Int = 1) throws(LanguageError) -> [[Float]] {
    let runs = Runs(texts, of: self)
    let threads = min(threads, runs.count)
    if threads > 1 {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in runs.work(weights, shape) }
    } else {
      runs.work(weights, shape)
    }
    return try runs.vectors()
  }

  static func normalized(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }

  /// The texts that no thread has taken yet, and the vectors of the others.
  private final class Runs: Sendable {
    let texts: [[Int32]]
    let runs: [Range<Int>]
    private let next = Atomic(0)
    private let found: Mutex<(vectors: [[Float]], failure: TensorError?)>

    init(_ texts: [String], of encoder: TextEncoder) {
      let tokens = texts.map { encoder.tokenizer.encode($0, limit: encoder.limit) }
      var runs: [Range<Int>] = []
      var (first, size) = (0, 0)
      for (index, text) in tokens.enumerated() {
        if index > first, size + text.count > TextEncoder.tokensOfARun {
          runs.append(first..<index)
          (first, size) = (index, 0)
        }
        size += text.count
      }
      if first < tokens.count { runs.append(first..<tokens.count) }
      (self.texts, self.runs) = (tokens, runs)
      found = Mutex(([[Float]](repeating: [], count: texts.count), nil))
    }

    var count: Int { runs.count }

    func work(_ weights: EncoderWeights, _ shape: EncoderShape) {
      let pass = EncoderPass(weights: weights, shape: shape, product: MatrixProduct(threads: 1))
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < runs.count else { return }
        let run = runs[number]
        do throws(TensorError) {
          let means = try pass.means(of: Array(texts[run])).values
          found.withLock { found in
            for (index, text) in run.enumerated() {
              found.vectors[text] = Array(means[index * shape.width..<(index + 1) * shape.width])
            }
          }
        } catch {
          found.withLock { $0.failure = error }
          return
        }
      }
    }

    func vectors() throws(LanguageError) -> [[Float]] {
      let (vectors, failure) = found.withLock { $0 }
      if let failure { throw .tensor(failure) }
      return vectors
    }
  }
}
