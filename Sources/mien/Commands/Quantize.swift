import ArgumentParser
import Foundation
import Networks
import Training

/// `mien quantize`
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the ranges with which a checkpoint can be computed in int8.",
    discussion: """
      'mien train' measures them itself; this is for a checkpoint of before, or other faces. The weights stay as \
      they are. Give the faces it was trained on, not those it is judged by; 'mien evaluate --precision int8' says \
      what int8 costs.

      Example:

        mien quantize --data fer2013.csv --labels fer2013new.csv --model old.safetensors --output new.safetensors
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(
    help: ArgumentHelp("Which split; Training where there is one, else all.", valueName: "name"))
  var split: String?

  @Option(help: ArgumentHelp("How many of its faces, spread over the whole.", valueName: "number"))
  var rows = Trainer.calibratingFaces

  @Option(
    help: ArgumentHelp("Where to write the checkpoint with its ranges.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    guard rows > 0 else { throw ValidationError("--rows is a number from 1.") }
    guard !output.isEmpty else { throw ValidationError("--output is a file.") }
  }

  func run() throws {
    let settings = try Settings(data, model)
    let checkpoint = try settings.checkpoint()
    let set = try faces.open(settings)
    let part = try split.map { try set.split($0) } ?? (try? set.split("train")) ?? set
    let chosen = part.thinned(to: rows)
    guard !chosen.rows.isEmpty else { throw Failure("there is no face in \(part.source) to measure by") }
    let placed = checkpoint.aligned ? try chosen.aligned(settings, side: checkpoint.sourceSide) : chosen
    let calibrated = try checkpoint.calibrated(on: placed.rows.map(\.face))
    guard calibrated.ranges != nil else {
      throw Failure("the network gives no numbers, or always the same ones: is the checkpoint damaged?")
    }
    try calibrated.write(to: URL(filePath: output))
    Console.note("Ranges are those of \(placed.rows.count) faces of \(part.source).")
    Console.print(output)
  }
}
