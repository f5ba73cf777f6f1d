import ArgumentParser
import Foundation
import Language
import Training

/// `mien text evaluate`
struct TextEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a reader of texts on labelled texts.",
    discussion: """
      Macro F1 with several labels a text, as the GoEmotions paper has it, by emotion, and how honest the confidence is. \
      The thresholds are the model's own; nothing is fitted here. labels.txt lies beside the file.

      Example:

        mien text evaluate --data goemotions/goemotions-ekman-dev.tsv --json dev.json
      """)

  @Option(help: ArgumentHelp("Labelled texts.", valueName: "file"), completion: .file(extensions: ["tsv"]))
  var data: String

  @Option(
    help: ArgumentHelp("What 'mien text train' made, instead of what is built in.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(
    help: ArgumentHelp("Write the figures as JSON too; - for standard output alone.", valueName: "file"))
  var json: String?

  @OptionGroup(title: "Encoder") var options: TextOptions

  func run() throws {
    let file = model.map { URL(filePath: $0) } ?? WordsCheckpoint.shippedURL
    let checkpoint = try WordsCheckpoint.read(file)
    let set = try TextDataSet.open(data)
    let (tokenizer, encoder) = try options.files().open()
    let evaluation = try TextEvaluation(
      checkpoint, texts: set.texts, encoder: encoder, tokenizer: tokenizer, threads: options.threadCount)
    let report = TextReport(
      evaluation, set: set, temperature: checkpoint.temperature,
      model: model == nil ? "the model built in" : file.lastPathComponent,
      data: URL(filePath: data).lastPathComponent, command: TypedCommand.ofThisProcess.record)
    if json != "-" { Console.print(report.text) }
    if let json {
      try ResultFile(json).write(
        String(decoding: report.json(), as: UTF8.self).trimmingCharacters(in: .newlines))
    }
  }
}
