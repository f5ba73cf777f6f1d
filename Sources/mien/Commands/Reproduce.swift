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

  @OptionGroup(title: "Run") var options: RunOptions

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if let rowsPerClass, rowsPerClass < 20 { throw ValidationError("--rows-per-class is a number from 20.") }
  }

  func run() throws {
    let recipe = try options.recipe(changing: .reproduction(frozen: frozen))
    let settings = try Settings(data, model)
    let weights = try settings.initialWeights(
      options.initial, otherwise: ", or name another with --init")
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
    let threads = options.threadCount
    Console.note(
      "(\(order.rawValue)) \(order == .balanceThenSplit ? "balanced, then split" : "split, then balanced"): "
        + "\(run.split.training.rows.count) images to learn from, \(run.split.test.rows.count) to test on")
    var progress = TrainingProgress(folder: folder, isTerminal: isatty(STDERR_FILENO) == 1)
    let records = try run.train(
      in: folder, initial: initial, resume: options.resume, threads: threads,
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

  /// The call as it can be repeated.
  private static var command: String {
    TypedCommand(arguments: TypedCommand.ofThisProcess.arguments.filter { $0 != "--resume" }).record
  }
}
