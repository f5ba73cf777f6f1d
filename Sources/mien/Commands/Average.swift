import ArgumentParser
import Foundation
import Networks
import Training

/// `mien average`
struct Average: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes one network of several runs that differ by their seed.",
    discussion: """
      The mean of their weights is as quick as one of them, and mostly right a little more often. The runs must \
      have begun from the same weights. Give the same faces as to 'mien train': temperature, correction and the \
      threshold of "unsure" are fitted anew on the validation rows.

      Example:

        mien average one/weights.safetensors two/weights.safetensors --data fer2013.csv --output both
      """)

  @Argument(
    help: ArgumentHelp("The runs' weights, two or more.", valueName: "weights"),
    completion: .file(extensions: ["safetensors"]))
  var runs: [String]

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(help: ArgumentHelp("Folder that the network is written to.", valueName: "folder"))
  var output: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    guard runs.count > 1 else { throw ValidationError("Name the weights of two or more runs.") }
  }

  func run() throws {
    let checkpoints = try runs.map { try EmotionCheckpoint.read(URL(filePath: $0)) }
    let recipe = try Recipe(json: Data((checkpoints[0].notes["recipe"] ?? "{}").utf8))
    let settings = try Settings(data, model)
    let set = try faces.open(settings)
    let hash = set.contentHash()
    for (path, checkpoint) in zip(runs, checkpoints) where checkpoint.notes["data_sha256"] != hash {
      throw Failure("\(path) was trained on other faces: give the same --data, --labels and --rule")
    }
    let split = try TrainingSplit(
      set, validationShare: recipe.validationShare, seed: recipe.validationSeed)
    let folder = RunFolder(URL(filePath: output, directoryHint: .isDirectory))
    let trainer = try Trainer(
      recipe: recipe, training: split.training,
      validation: recipe.aligned
        ? split.validation.aligned(settings, side: recipe.sourceSide) : split.validation,
      folder: folder, threads: ProcessInfo.processInfo.activeProcessorCount,
      notes: ["data_sha256": hash, "command": TypedCommand.ofThisProcess.record])
    try trainer.average(checkpoints)
    let mean = try EmotionCheckpoint.read(folder.weights)
    let accuracies = (checkpoints + [mean]).map { checkpoint in
      let accuracy = checkpoint.notes["validation_accuracy"].flatMap(Double.init) ?? 0
      return String(format: "%.2f %%", 100 * accuracy)
    }
    let alone = accuracies.dropLast().joined(separator: ", ")
    Console.note("Validation accuracy: \(alone) alone, \(accuracies[accuracies.count - 1]) together.")
    Console.print(folder.weights.path)
  }
}
