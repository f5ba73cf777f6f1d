import ArgumentParser
import Foundation
import Networks

/// `mien export`
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the emotion network for other programs.",
    discussion: """
      onnx is the network whole, from a face to its seven probabilities, for ONNX Runtime and its like. \
      safetensors is its weights by name as 16-bit numbers, which --model reads as well.

      Example:

        mien export --format onnx --output emotion.onnx
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case onnx, safetensors }

  @Option(help: ArgumentHelp("In which form.", valueName: "format"))
  var format: Format

  @Option(
    help: ArgumentHelp("Where to write; a file that is there is replaced.", valueName: "file"),
    completion: .file())
  var output: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func run() throws {
    let checkpoint = try Settings(data, model).checkpoint()
    let file = URL(filePath: output)
    switch format {
    case .onnx: try checkpoint.writeONNX(to: file)
    case .safetensors: try checkpoint.write(to: file)
    }
    Console.print(
      "\(output) is written: \(format) for faces of \(checkpoint.side)×\(checkpoint.side) pixels.")
  }
}
