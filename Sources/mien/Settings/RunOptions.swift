import ArgumentParser
import Foundation
import Training

/// How a network is trained: the same for `mien train` and `mien reproduce`.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("JSON object with what differs from the command's own recipe.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var recipe: String?

  @Option(help: ArgumentHelp("Passes over the faces, whatever the recipe says.", valueName: "number"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Seed of what is random, whatever the recipe says.", valueName: "number"))
  var seed: UInt64?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Weights to begin from; by default MobileNetV2's.", valueName: "file"))
  var initial: String?

  @Flag(help: "Go on with what is in the folder.")
  var resume = false

  @Option(help: ArgumentHelp("Native threads; all processors if left out.", valueName: "number"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is a number from 1.") }
  }

  /// The native threads wanted.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The command's own recipe with what `--recipe`, `--epochs` and `--seed` change.
  func recipe(changing own: Recipe) throws -> Recipe {
    var wanted = own
    if let recipe {
      do { wanted = try own.changed(by: Data(InputFile.read(recipe, atMost: 1 << 20))) } catch {
        throw Failure("\(recipe): \(error)")
      }
    }
    wanted.epochs = epochs ?? wanted.epochs
    wanted.seed = seed ?? wanted.seed
    return try Recipe(json: wanted.json())
  }
}
