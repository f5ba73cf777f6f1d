import ArgumentParser
import Foundation
import Tracks
import Training

/// `mien tracks evaluate`
struct TracksEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges the network that places tracks on synthesised clips of timbres it never heard.",
    discussion: """
      Beside it stands a plain model, ridge regression on the mean features, which knows nothing of order, and the same \
      pieces are played in the opposite order.

      Example:

        mien tracks evaluate --json figures.json
      """)

  @Option(
    help: ArgumentHelp("What 'mien tracks train' made, instead of what is built in.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(help: ArgumentHelp("Clips to judge by, at least 20.", valueName: "number"))
  var clips = 600

  @Option(help: ArgumentHelp("Seed of the clips.", valueName: "number"))
  var seed: UInt64 = 7

  @Option(
    help: ArgumentHelp("Write the figures as JSON too; - for standard output alone.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard (20...100_000).contains(clips) else {
      throw ValidationError("--clips is a number from 20 to 100000.")
    }
  }

  func run() throws {
    let file = model.map { URL(filePath: $0) } ?? TrackCheckpoint.shippedURL
    let checkpoint = try TrackCheckpoint.read(file)
    // The plain model learns from what the network learned from.
    let recipe = try TrackRecipe(json: Data((checkpoint.notes["recipe"] ?? "{}").utf8))
    let plans = TrackReport.plans(count: clips, seed: seed)
    let sets = try ClipMaker.make([TrackTrainer.plans(recipe).training, plans.test, plans.pairs])
    let report = TrackReport(
      network: TrackNetwork(checkpoint), learned: sets[0], test: sets[1], pairs: sets[2],
      model: model == nil ? "the network built in" : file.lastPathComponent,
      command: TypedCommand.ofThisProcess.record, seed: seed)
    Console.note(TracksCommand.origin)
    if json != "-" { Console.print(report.text) }
    if let json {
      try ResultFile(json).write(
        String(decoding: report.json(), as: UTF8.self).trimmingCharacters(in: .newlines))
    }
  }
}
