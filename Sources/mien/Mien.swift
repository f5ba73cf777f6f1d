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
      Predict.self, Read.self, Watch.self, Recommend.self, Serve.self, Train.self, Average.self,
      Evaluate.self, Quantize.self,
      Reproduce.self,
      Export.self, TextCommand.self, TracksCommand.self,
      UserCommand.self,
      CatalogueCommand.self, Search.self, RecommenderCommand.self, DataCommand.self, BackupCommand.self,
      RestoreCommand.self,
      ConfigCommand.self, Doctor.self,
    ])

  /// Writing into a closed pipe, as under `| head`, is an error that ``Console`` handles and not a signal.
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do { try checkHelp(CommandLine.arguments.dropFirst()) } catch { exit(withError: error) }
    await main(nil)
  }

  /// `mien help nonsense` is a wrong call; left to itself, ArgumentParser shows the whole help and is content.
  private static func checkHelp(_ arguments: some Collection<String>) throws {
    guard arguments.first == "help" else { return }
    var command: any ParsableCommand.Type = Mien.self
    for name in arguments.dropFirst() where !name.hasPrefix("-") && name != "help" {
      let known = command.configuration.subcommands
      guard let next = known.first(where: { $0._commandName == name }) else {
        throw ValidationError(
          known.isEmpty
            ? "'\(command._commandName)' has no commands below it, and so no '\(name)'."
            : "There is no command '\(name)'; known are \(known.map { $0._commandName }.joined(separator: ", "))."
        )
      }
      command = next
    }
  }
}
