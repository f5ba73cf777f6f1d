import ArgumentParser
import Foundation
import Language
import Tensors
import Training

/// `mien text train`
struct TextTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains adapters of the encoder, and a head, on labelled texts.",
    discussion: """
      The folder holds goemotions-ekman-train.tsv and labels.txt. Writes a run folder: what was learned, recipe, a log \
      line an epoch, and the loss as SVG. Control-C stops it; --resume goes on from the last whole epoch.

      Example:

        mien text train --data goemotions --output runs/words
      """)

  /// The file of the folder that is learned from.
  static let file = "goemotions-ekman-train.tsv"

  @Option(help: ArgumentHelp("Folder of the labelled texts.", valueName: "folder"), completion: .directory)
  var data: String

  @Option(help: ArgumentHelp("Folder that the run is written to.", valueName: "folder"))
  var output: String

  @Option(
    help: ArgumentHelp("JSON object with what differs from the usual recipe.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var recipe: String?

  @Flag(help: "Go on with what is in the folder.")
  var resume = false

  @OptionGroup(title: "Encoder") var options: TextOptions

  func validate() throws {
    if resume, recipe != nil {
      throw ValidationError("A run goes on with its own recipe: leave out --recipe.")
    }
  }

  func run() throws {
    let run = TextRun(URL(filePath: output, directoryHint: .isDirectory))
    let recipe = try resume ? run.begunRecipe() : wantedRecipe()
    let texts = try TextDataSet.open(
      URL(filePath: data, directoryHint: .isDirectory).appending(path: Self.file).path(percentEncoded: false))
    let (tokenizer, encoder) = try options.files().open()
    let trainer = try TextTrainer(
      recipe: recipe, texts: texts, encoder: encoder, tokenizer: tokenizer, run: run,
      threads: options.threadCount,
      notes: ["data_sha256": texts.contentHash(), "command": command(run)])
    Console.note(
      "\(trainer.counts.training) texts to learn from, \(trainer.counts.heldOut) held out to choose by")
    let interruption = Interruption()
    var progress = TextTrainingProgress(isTerminal: isatty(STDERR_FILENO) == 1)
    let records = try trainer.train(
      resume: resume, clock: { ProcessInfo.processInfo.systemUptime }, progress: { progress.show($0) },
      shouldStop: { interruption.happened })
    progress.clear()
    for record in records { Console.note(line(record)) }
    guard records.count == recipe.epochs else {
      Console.note("Stopped; go on from the last whole epoch with --resume.")
      throw ExitCode.failure
    }
    Console.print(run.words.path(percentEncoded: false))
  }

  private func line(_ record: TextEpochRecord) -> String {
    "epoch \(record.epoch): loss \(String(format: "%.4f", record.trainingLoss)), held out: loss "
      + "\(String(format: "%.4f", record.heldOutLoss)), macro F1 "
      + "\(String(format: "%.3f", record.heldOutMacroF1)), \(SpokenTime.length(seconds: record.seconds))"
  }

  /// The command that began the run, as what it made says, or this one.
  private func command(_ run: TextRun) -> String {
    let begun = resume ? try? WordsCheckpoint.read(run.words).notes["command"] : nil
    return begun ?? TypedCommand.ofThisProcess.record
  }

  private func wantedRecipe() throws -> TextRecipe {
    guard let recipe else { return TextRecipe() }
    do { return try TextRecipe(json: Data(InputFile.read(recipe, atMost: 1 << 20))) } catch {
      throw Failure("\(recipe.withoutControls): \(error)")
    }
  }
}

/// Shows a run on one moving line; where there is no terminal, a line now and then.
struct TextTrainingProgress {
  let isTerminal: Bool
  private var lastUpdate = -1.0

  init(isTerminal: Bool) { self.isTerminal = isTerminal }

  mutating func show(_ progress: TextTrainer.Progress) {
    let now = ProcessInfo.processInfo.systemUptime
    guard lastUpdate < 0 || now - lastUpdate > (isTerminal ? 0.2 : 60) else { return }
    lastUpdate = now
    let text =
      "epoch \(progress.epoch)/\(progress.epochs), step \(progress.step)/\(progress.steps)"
      + "  loss \(String(format: "%.3f", progress.loss))  \(Int(progress.sentencesPerSecond)) sentences/s"
      + "  \(SpokenTime.length(seconds: progress.secondsLeft)) left"
    if isTerminal { Console.write("\r\u{1B}[2K" + text) } else { Console.note(text) }
  }

  func clear() {
    if isTerminal { Console.write("\r\u{1B}[2K") }
  }
}
