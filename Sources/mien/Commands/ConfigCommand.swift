import ArgumentParser

/// `mien config`
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Shows each setting, its value, and where the value came from.",
    discussion: """
      A flag wins over a MIEN_… variable, that over the configuration file, that over the default.

      Example:

        MIEN_PORT=9000 mien config
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions
  @OptionGroup(title: "Networks") var precision: PrecisionOptions
  @OptionGroup(title: "Server") var server: ServerOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  /// A setting in the JSON output.
  private struct Shown: Encodable {
    let value: String
    let origin: String
    let variable: String
    let flag: String
  }

  func run() throws {
    let values = try Settings(data, model, server, flags: precision.flags).values
    guard !json else {
      return try Console.printJSON(
        Dictionary(
          uniqueKeysWithValues: values.map {
            (
              $0.setting.rawValue,
              Shown(
                value: $0.text, origin: $0.origin.description, variable: $0.setting.variable,
                flag: $0.setting.flag)
            )
          }))
    }
    let texts = values.map { $0.text.isEmpty ? "–" : $0.text }
    let width = texts.map(\.count).max() ?? 0
    for (value, text) in zip(values, texts) {
      Console.print("\(value.setting.rawValue.padded(to: 15))  \(text.padded(to: width))  \(value.origin)")
    }
  }
}
