import ArgumentParser
import Foundation
import Networks
import Tensors
import Training

/// `mien train`
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the emotion network on labelled faces.",
    discussion: """
      Writes a run folder: weights, recipe, a log line an epoch, and curves as SVG. Control-C stops it and \
      says how to go on from there. Begin from MobileNetV2 as ImageNet left it \
      (tools/fetch_weights.py --training fetches it), or from scratch.

      Example:

        mien train --data fer2013.csv --labels fer2013new.csv --output runs/first
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(help: ArgumentHelp("Folder that the run is written to.", valueName: "folder"))
  var output: String

  @OptionGroup(title: "Run") var options: RunOptions

  @Option(
    help: ArgumentHelp(
      "Trained weights to learn from beside the labels; give it again for more.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var teacher: [String] = []

  @Option(
    help: ArgumentHelp(
      "pairs.csv of 'mien data check': training faces paired with another split are left out.",
      valueName: "list"),
    completion: .file(extensions: ["csv"]))
  var exclude: String?

  @Flag(help: "Begin from random weights.")
  var fromScratch = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if fromScratch, options.initial != nil {
      throw ValidationError("Give --init or --from-scratch, not both.")
    }
    if options.resume, options.recipe != nil || options.epochs != nil || options.seed != nil {
      throw ValidationError("A run goes on with its own recipe: leave out --recipe, --epochs and --seed.")
    }
    if options.resume, options.initial != nil || fromScratch {
      throw ValidationError("A run goes on with its own weights: leave out --init and --from-scratch.")
    }
  }

  func run() throws {
    let folder = RunFolder(URL(filePath: output, directoryHint: .isDirectory))
    let recipe = try wantedRecipe(folder)
    let settings = try Settings(data, model)
    let initial =
      options.resume || fromScratch
      ? nil
      : try settings.initialWeights(
        options.initial, otherwise: ", name another with --init, or begin with --from-scratch")
    let set = try faces.open(settings)
    let (usable, listed) = try withoutListed(set)
    let split = try TrainingSplit(
      usable, validationShare: recipe.validationShare, seed: recipe.validationSeed)
    Console.note(
      "\(split.training.rows.count) faces to learn from, \(split.validation.rows.count) to choose by; "
        + "\(split.excluded + listed) left out because another split shows the same photograph")
    let (training, validation) = try placed(split, recipe, settings)
    let trainer = Trainer(
      recipe: recipe, training: training, validation: validation, folder: folder,
      threads: options.threadCount,
      teacher: teacher.isEmpty
        ? nil : Teacher(try teacher.map { try EmotionCheckpoint.read(URL(filePath: $0)) }),
      notes: ["data_sha256": set.contentHash(), "command": command(folder)])

    let interruption = Interruption()
    var progress = TrainingProgress(folder: folder, isTerminal: isatty(STDERR_FILENO) == 1)
    let records = try trainer.run(
      initial: initial, resume: options.resume, clock: { ProcessInfo.processInfo.systemUptime },
      progress: { progress.show($0) }, shouldStop: { interruption.happened })
    progress.finish()
    guard records.count == recipe.epochs else {
      Console.note(stopped(after: records.count, of: recipe.epochs))
      throw ExitCode.failure
    }
    Console.print("\(folder.weights.path)")
  }

  /// The faces to learn from and to choose by, aligned if the recipe says so.
  private func placed(
    _ split: TrainingSplit, _ recipe: Recipe, _ settings: Settings
  ) throws -> (training: FaceDataSet, validation: FaceDataSet) {
    guard recipe.aligned else { return (split.training, split.validation) }
    Console.note("Aligning the faces by eyes, nose and mouth…")
    return try (
      split.training.aligned(settings, side: recipe.sourceSide),
      split.validation.aligned(settings, side: recipe.sourceSide)
    )
  }

  /// The command that began the run, as its weights say, or this one.
  private func command(_ folder: RunFolder) -> String {
    let begun = options.resume ? try? EmotionCheckpoint.read(folder.weights).notes["command"] : nil
    return begun ?? TypedCommand.ofThisProcess.record
  }

  /// The set without the training faces that `--exclude` lists, and their number.
  private func withoutListed(_ set: FaceDataSet) throws -> (FaceDataSet, Int) {
    guard let exclude else { return (set, 0) }
    let (kept, count) = set.excludingFromTraining(try LeakList.read(URL(filePath: exclude)))
    if count == 0 { Console.note("\(exclude) pairs no training face of \(faces.path) with another split.") }
    return (kept, count)
  }

  /// What is kept of a stopped run and the command that goes on.
  private func stopped(after epochs: Int, of all: Int) -> String {
    let command = TypedCommand.ofThisProcess.again(
      without: ["--recipe", "--epochs", "--seed", "--init"], flags: ["--from-scratch", "--resume"],
      adding: ["--resume"])
    return "Stopped in epoch \(epochs + 1) of \(all); all that was done is kept, go on with: \(command)"
  }

  private func wantedRecipe(_ folder: RunFolder) throws -> Recipe {
    guard !options.resume else {
      guard FileManager.default.fileExists(atPath: folder.url.appending(path: "recipe.json").path) else {
        throw TrainingError.nothingToResume(path: folder.url.path)
      }
      return try Recipe(json: Data(read(folder.url.appending(path: "recipe.json").path)))
    }
    return try options.recipe(changing: Recipe())
  }

  private func read(_ path: String) throws -> [UInt8] {
    do {
      return try InputFile.read(path, atMost: 1 << 20)
    } catch {
      throw Failure("\(path): \(error)")
    }
  }
}
