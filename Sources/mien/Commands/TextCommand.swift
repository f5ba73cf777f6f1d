import ArgumentParser
import Foundation
import Language
import Tensors
import Training

/// `mien text`
struct TextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Trains and judges the reader of emotions in texts.",
    discussion: """
      To read a text with what is built in, use 'mien read'.

      Example:

        mien text evaluate --data goemotions/goemotions-ekman-dev.tsv
      """,
    subcommands: [TextTrain.self, TextEvaluate.self])
}

/// What the commands about texts share.
struct TextOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the encoder's files.", valueName: "folder"))
  var weights: String?

  @Option(help: ArgumentHelp("Configuration file (JSON).", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Native threads; all processors if left out.", valueName: "number"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is a number from 1.") }
  }

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The encoder's files, where the settings say.
  func files() throws -> EncoderFiles {
    let settings = try Settings(
      flags: [.weights: weights].compactMapValues { $0 }, configurationFile: config,
      surroundings: .ofThisProcess())
    return EncoderFiles(folder: settings.weights)
  }
}

extension EncoderFiles {
  /// The tokenizer and the frozen weights, checked.
  func open() throws -> (tokenizer: WordPiece, encoder: FrozenEncoder) {
    try check()
    return (try WordPiece(vocabulary: vocabulary), try FrozenEncoder(Safetensors.read(weights)))
  }
}

extension TextDataSet {
  /// Reads a file and names the rows that were passed over.
  static func open(_ path: String) throws -> TextDataSet {
    let set = try GoEmotionsReader.read(URL(filePath: path))
    for row in set.skipped.prefix(5) {
      Console.note("\(path.withoutControls), line \(row.line): passed over: \(row.reason.withoutControls)")
    }
    if !set.skipped.isEmpty {
      Console.note("\(set.skipped.count) of \(set.skipped.count + set.texts.count) lines passed over.")
    }
    return set
  }
}
