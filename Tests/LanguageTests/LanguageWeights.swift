import Foundation
import Language

/// The files of the encoder, in `weights/` or in the folder MIEN_WEIGHTS names.
enum LanguageWeights {
  static let folder: URL = {
    if let folder = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] {
      return URL(filePath: folder, directoryHint: .isDirectory)
    }
    let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    return tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
  }()

  static let vocabulary = folder.appending(path: "minilm-l6-v2.vocabulary.txt")

  static func tokenizer() throws -> WordPiece { try WordPiece(vocabulary: vocabulary) }

  static func golden(_ name: String) throws -> Data {
    try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)"))
  }
}
