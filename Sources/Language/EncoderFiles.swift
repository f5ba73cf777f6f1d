import Foundation
import Tensors

/// Where the encoder's two files lie, and what they must be.
public struct EncoderFiles: Hashable, Sendable {
  /// The names they have in a folder of weights, and the SHA-256 of each as it was published.
  public static let published = [
    (
      name: "minilm-l6-v2.safetensors",
      sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    ),
    (
      name: "minilm-l6-v2.vocabulary.txt",
      sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    ),
  ]

  public let weights: URL
  public let vocabulary: URL

  /// The files with their published names in a folder.
  public init(folder: URL) {
    self.init(
      weights: folder.appending(path: Self.published[0].name),
      vocabulary: folder.appending(path: Self.published[1].name))
  }

  public init(weights: URL, vocabulary: URL) {
    (self.weights, self.vocabulary) = (weights, vocabulary)
  }

  /// Whether both are there.
  public var areThere: Bool {
    [weights, vocabulary].allSatisfy {
      FileManager.default.fileExists(atPath: $0.path(percentEncoded: false))
    }
  }

  /// Reads both and compares them with what was published. Takes a second or two.
  ///
  /// - Throws: ``LanguageError/missing(path:)``, ``LanguageError/unfit(path:reason:)``.
  public func check() throws(LanguageError) {
    for (file, expected) in zip([weights, vocabulary], Self.published) {
      let path = file.path(percentEncoded: false)
      guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path: path) }
      var hash = SHA256()
      hash.update([UInt8](data))
      guard hash.hexadecimal() == expected.sha256 else {
        throw .unfit(path: path, reason: "is not the file that was published (its SHA-256 is another)")
      }
    }
  }
}
