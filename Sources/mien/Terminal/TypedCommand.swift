import Foundation

/// The command line as somebody typed it, for writing down and for typing again.
struct TypedCommand {
  /// Without the program's own name.
  let arguments: [String]

  static var ofThisProcess: TypedCommand { TypedCommand(arguments: Array(CommandLine.arguments.dropFirst())) }

  /// As it is written into what is made; of absolute paths only the last part, the rest is private.
  var record: String {
    text(
      arguments.map { argument in
        guard argument.hasPrefix("-"), let equals = argument.firstIndex(of: "=") else {
          return Self.name(argument)
        }
        return argument[...equals] + Self.name(String(argument[argument.index(after: equals)...]))
      })
  }

  private static func name(_ path: String) -> String {
    path.hasPrefix("/") ? URL(filePath: path).lastPathComponent : path
  }

  /// The same again, without some options and with others behind it.
  ///
  /// - Parameters:
  ///   - options: left out together with their values, such as `--epochs 3` or `--epochs=3`.
  ///   - flags: left out; they have no value.
  func again(without options: Set<String>, flags: Set<String>, adding added: [String]) -> String {
    var kept: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let name = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
      if flags.contains(argument) { continue }
      if options.contains(name) {
        if name == argument { _ = rest.popFirst() }
        continue
      }
      kept.append(argument)
    }
    return text(kept + added)
  }

  private func text(_ arguments: [String]) -> String {
    (["mien"] + arguments.map(Self.quoted)).joined(separator: " ")
  }

  /// In quotes where a shell would read it otherwise.
  private static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%#".contains($0) }
    guard !plain || argument.isEmpty || argument.hasPrefix("#") else { return argument }
    return "'" + argument.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
  }
}
