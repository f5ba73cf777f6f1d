import ArgumentParser
import Glibc

/// The program: one subcommand a file, in `Commands/`.
@main
struct Mien: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mien",
    abstract: "Reads the expression on a face and recommends what to hear, watch or read.",
    discussion: """
      Everything happens on this machine: no picture and no reading leaves it.

      Example: start the server, then open the address it prints.

        mien serve
      """,
    version: "0.1.0",
    subcommands: [
      Predict.self, Recommend.self, Serve.self, Train.self, Evaluate.self, Export.self, UserCommand.self,
      CatalogueCommand.self, DataCommand.self, ConfigCommand.self, Doctor.self,
    ])

  /// Writing into a closed pipe, as under `| head`, is an error that ``Console`` handles and not a signal.
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    await main(nil)
  }
}
