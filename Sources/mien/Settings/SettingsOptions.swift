import ArgumentParser
import Logging

/// `--config` and the data directory, which every command with state takes.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Configuration file (JSON).", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Folder of the database; made when it is not there.", valueName: "folder"))
  var dataDir: String?

  var flags: [Setting: String] { [.dataDirectory: dataDir].compactMapValues { $0 } }
}

/// Which networks read the faces.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the face detector's networks.", valueName: "folder"))
  var weights: String?

  @Option(
    help: ArgumentHelp("Checkpoint of the emotion network, instead of the one built in.", valueName: "path"))
  var model: String?

  var flags: [Setting: String] { [.weights: weights, .model: model].compactMapValues { $0 } }
}

/// Where the server listens and whom it trusts.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("Port to listen on; 0 for any free one.", valueName: "number"))
  var port: Int?

  @Option(help: ArgumentHelp("How many frames are read at once.", valueName: "number"))
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "How much the log tells: trace, debug, info, notice, warning, error.", valueName: "level"))
  var logLevel: String?

  @Option(help: ArgumentHelp("How browsers reach the server: https://mien.example.org.", valueName: "origin"))
  var origin: String?

  @Flag(help: "Believe what a proxy before the server says about the browser.")
  var trustProxy = false

  @Option(
    help: ArgumentHelp(
      "Believe it of these addresses alone: 10.0.0.0/8,::1.", valueName: "ranges"))
  var trustedProxy: String?

  @Option(
    help: ArgumentHelp("Speak HTTPS with this certificate and its chain (PEM).", valueName: "file"),
    completion: .file())
  var certificate: String?

  @Option(help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"), completion: .file())
  var key: String?

  @Flag(help: "Show /metrics to anyone on this machine, without signing in.")
  var metricsOpen = false

  var flags: [Setting: String] {
    [
      .host: host, .port: port.map(String.init), .workers: workers.map(String.init), .logLevel: logLevel,
      .origin: origin,
      .trustProxy: trustProxy ? "true" : nil, .trustedProxy: trustedProxy,
      .certificate: certificate, .key: key, .metricsOpen: metricsOpen ? "true" : nil,
    ].compactMapValues { $0 }
  }

  func validate() throws {
    if let port, !(0...65535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
    if let workers, !(1...64).contains(workers) {
      throw ValidationError("--workers is a number from 1 to 64.")
    }
    if let logLevel, Logger.Level(rawValue: logLevel) == nil {
      throw ValidationError(
        "--log-level is one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }
}

extension Settings {
  /// The settings of this run, from the flags of these groups and what is around the program.
  init(
    _ data: DataOptions, _ model: ModelOptions? = nil, _ server: ServerOptions? = nil
  ) throws(SettingsError) {
    var flags = data.flags
    for group in [model?.flags, server?.flags] {
      flags.merge(group ?? [:]) { first, _ in first }
    }
    try self.init(flags: flags, configurationFile: data.config, surroundings: .ofThisProcess())
  }
}
