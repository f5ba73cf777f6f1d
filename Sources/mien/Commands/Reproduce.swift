import ArgumentParser
import Foundation
import Tensors
import Training

/// `mien reproduce`
struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Repeats the published experiment, and the honest one beside it.",
    discussion: """
      Trains twice on the same photographs: (a) balanced by augmented copies and then split at random, as \
      published; (b) split by photograph and then balanced. Prints the published table beside both. Two runs \
      of the default recipe take about 25 minutes on two cores.

      Example:

        mien reproduce --data fer2013.csv --labels fer2013new.csv --output runs/published
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(
    help: ArgumentHelp("Folder for the tables and for the two runs, a and b.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "Photographs of the commonest emotion, to which the others are multiplied; 4772 as in RAF-DB.",
      valueName: "number"))
  var rowsPerClass: Int?

  @Flag(
    help: "Keep the convolutional base as ImageNet left it, as published, and train the classifier alone.")
  var frozen = false

  @Option(
    help: ArgumentHelp("JSON object with what differs from the reproduction's recipe.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var recipe: String?

  @Option(help: ArgumentHelp("Passes over the faces, whatever the recipe says.", valueName: "number"))
  var epochs: Int?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Weights to begin from; by default MobileNetV2's.", valueName: "file"))
  var initial: String?

  @Flag(help: "Go on with the runs in the folder; give the other options as before.")
  var resume = false

  @Option(help: ArgumentHelp("Native threads; all processors if left out.", valueName: "number"))
  var threads: Int?

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is a number from 1.") }
    if let rowsPerClass, rowsPerClass < 20 { throw ValidationError("--rows-per-class is a number from 20.") }
  }

  func run() throws {
    let recipe = try wantedRecipe()
    let settings = try Settings(data, model)
    let weights = try settings.initialWeights(
      initial, otherwise: ", or name another with --init")
    let set = try faces.open(settings)
    let sample = try ReproductionSample(from: set, rowsPerClass: rowsPerClass, seed: recipe.seed)
    Console.note(
      "\(sample.faces.rows.count) photographs, multiplied to \(sample.rowsPerClass) images of each emotion")
    let interruption = Interruption()
    let hash = set.contentHash()
    let (a, b) = try (
      outcome(.balanceThenSplit, sample, recipe, weights, hash, interruption),
      outcome(.splitThenBalance, sample, recipe, weights, hash, interruption)
    )
    let report = ReproductionReport(
      balanceThenSplit: a, splitThenBalance: b, recipe: recipe, data: hash, command: Self.command)
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    try Console.write(try report.json(), to: folder.appending(path: "reproduction.json"))
    try Console.write(Data(report.markdown().utf8), to: folder.appending(path: "reproduction.md"))
    Console.print(report.markdown().trimmingCharacters(in: .newlines))
  }

  private func outcome(
    _ order: SplitOrder, _ sample: ReproductionSample, _ recipe: Recipe, _ initial: WeightFile,
    _ hash: String, _ interruption: Interruption
  ) throws -> ReproductionOutcome {
    let run = ReproductionRun(sample, order, recipe: recipe)
    let folder = RunFolder(URL(filePath: output, directoryHint: .isDirectory).appending(path: order.rawValue))
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    Console.note(
      "(\(order.rawValue)) \(order == .balanceThenSplit ? "balanced, then split" : "split, then balanced"): "
        + "\(run.split.training.rows.count) images to learn from, \(run.split.test.rows.count) to test on")
    var progress = TrainingProgress(folder: folder, isTerminal: isatty(STDERR_FILENO) == 1)
    let records = try run.train(
      in: folder, initial: initial, resume: resume, threads: threads,
      notes: ["data_sha256": hash, "command": Self.command],
      clock: { ProcessInfo.processInfo.systemUptime }, progress: { progress.show($0) },
      shouldStop: { interruption.happened })
    progress.finish()
    guard records.count == recipe.epochs else {
      let again = TypedCommand.ofThisProcess.again(
        without: [], flags: ["--resume"], adding: ["--resume"])
      Console.note(
        "Stopped in epoch \(records.count + 1) of \(recipe.epochs); all that was done is kept, go on with: \(again)"
      )
      throw ExitCode.failure
    }
    return try run.outcome(in: folder, threads: threads)
  }

  private func wantedRecipe() throws -> Recipe {
    var wanted = Recipe.reproduction(frozen: frozen)
    if let recipe {
      do { wanted = try wanted.changed(by: Data(InputFile.read(recipe, atMost: 1 << 20))) } catch {
        throw Failure("\(recipe): \(error)")
      }
    }
    wanted.epochs = epochs ?? wanted.epochs
    return try Recipe(json: wanted.json())
  }

  /// The call as it can be repeated.
  private static var command: String {
    TypedCommand(arguments: TypedCommand.ofThisProcess.arguments.filter { $0 != "--resume" }).record
  }
}
