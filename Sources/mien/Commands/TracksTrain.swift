import ArgumentParser
import Foundation
import Synchronization
import Tracks
import Training

/// `mien tracks train`
struct TracksTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains the network that places tracks, on clips that it synthesises.",
    discussion: """
      No data is needed: the clips and their labels are made from the recipe's seed. Writes a run folder: the network, \
      recipe, a log line an epoch, and the loss as SVG. The same recipe gives the same bits.

      Example:

        mien tracks train --output runs/tracks
      """)

  @Option(help: ArgumentHelp("Folder that the run is written to.", valueName: "folder"))
  var output: String

  @Option(
    help: ArgumentHelp("JSON object with what differs from the usual recipe.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var recipe: String?

  func run() throws {
    let recipe = try wantedRecipe()
    let run = TrackRun(URL(filePath: output, directoryHint: .isDirectory))
    guard !FileManager.default.fileExists(atPath: run.tracks.path(percentEncoded: false)) else {
      throw Failure("\(output.withoutControls) holds a run already: name another folder.")
    }
    Console.note(TracksCommand.origin)
    let plans = TrackTrainer.plans(recipe)
    let sets = try ClipMaker.make([plans.training, plans.heldOut])
    let trainer = try TrackTrainer(
      recipe: recipe, training: sets[0], heldOut: sets[1], run: run,
      notes: ["command": TypedCommand.ofThisProcess.record])
    let interruption = Interruption()
    var bar = ProgressBar(
      total: recipe.epochs, unit: "epochs", isTerminal: isatty(STDERR_FILENO) == 1,
      at: ProcessInfo.processInfo.systemUptime)
    let records = try trainer.train(
      progress: { bar.show($0.epoch, at: ProcessInfo.processInfo.systemUptime) },
      shouldStop: { interruption.happened })
    bar.clear()
    guard records.count == recipe.epochs else {
      Console.note("Stopped after \(records.count) of \(recipe.epochs) epochs.")
      throw ExitCode.failure
    }
    if let best = records.min(by: { $0.heldOutLoss < $1.heldOutLoss }) { Console.note(line(best)) }
    Console.print(run.tracks.path(percentEncoded: false))
  }

  private func line(_ record: TrackEpochRecord) -> String {
    String(
      format:
        "best epoch %d, on held-out clips of the same timbres: loss %.3f, RMSE of valence %.3f, of arousal %.3f",
      record.epoch, record.heldOutLoss, record.heldOutValenceRMSE, record.heldOutArousalRMSE)
  }

  private func wantedRecipe() throws -> TrackRecipe {
    guard let recipe else { return TrackRecipe() }
    do { return try TrackRecipe(json: Data(InputFile.read(recipe, atMost: 1 << 20))) } catch {
      throw Failure("\(recipe.withoutControls): \(error)")
    }
  }
}

/// Makes sets of clips with a bar that shows how far it is.
enum ClipMaker {
  static func make(_ plans: [[ClipPlan]]) throws -> [ClipSet] {
    let now = { ProcessInfo.processInfo.systemUptime }
    let state = Mutex(
      (
        bar: ProgressBar(
          total: plans.reduce(0) { $0 + $1.count }, unit: "clips", isTerminal: isatty(STDERR_FILENO) == 1,
          at: now()), done: 0
      ))
    defer { state.withLock { $0.bar.clear() } }
    return try plans.map { part in
      try ClipSet.make(part) {
        state.withLock { state in
          state.done += 1
          state.bar.show(state.done, at: ProcessInfo.processInfo.systemUptime)
        }
      }
    }
  }
}
