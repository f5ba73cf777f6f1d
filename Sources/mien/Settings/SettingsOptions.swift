import ArgumentParser
import Logging
import Networks

/// `--config` and the data directory, which every command with state takes.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Configuration file (JSON).", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Folder of the database; made when it is not there.", valueName: "folder"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "File of the database, or postgres://user@host/name; without it mien.sqlite in the data folder.",
      valueName: "place"))
  var database: String?

  var flags: [Setting: String] {
    [.dataDirectory: dataDir, .database: database].compactMapValues { $0 }
  }
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

/// In what the emotion network is computed where faces are read as they come.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the emotion network is computed in: auto, float32 or int8; auto is int8 where the processor gains by it.",
      valueName: "numbers"))
  var precision: PrecisionChoice?

  var flags: [Setting: String] { [.precision: precision?.rawValue].compactMapValues { $0 } }
}

extension PrecisionChoice: ExpressibleByArgument {}

/// Where the server listens and whom it trusts.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("Port to listen on; 0 for any free one.", valueName: "number"))
  var port: Int?

  @Option(help: ArgumentHelp("How many frames are read at once.", valueName: "number"))
  var workers: Int?

  @Option(
    help: ArgumentHelp("Folder with the files that items play.", valueName: "folder"),
    completion: .directory)
  var library: String?

  @Option(
    help: ArgumentHelp(
      "How much the log tells: trace, debug, info, notice, warning, error.", valueName: "level"))
  var logLevel: String?

  @Option(
    help: ArgumentHelp("How the log is written: text, or json for one object a line.", valueName: "format"))
  var logFormat: String?

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

  @Flag(help: "Ask also for links into the own network when links are checked.")
  var localLinks = false
  @Option(
    help: ArgumentHelp("People may sign in at this provider of OpenID Connect.", valueName: "address"))
  var oidcIssuer: String?

  @Option(help: ArgumentHelp("What the provider calls this server.", valueName: "id"))
  var oidcClient: String?

  @Option(
    help: ArgumentHelp("File with the secret that the provider gave this server.", valueName: "file"),
    completion: .file())
  var oidcSecretFile: String?

  @Option(help: ArgumentHelp("What the page calls the provider; its host if left out.", valueName: "name"))
  var oidcName: String?

  @Flag(help: "Make an account for whoever signs in at the provider and has none.")
  var oidcCreate = false

  var flags: [Setting: String] {
    [
      .logFormat: logFormat, .oidcIssuer: oidcIssuer, .oidcClient: oidcClient,
      .oidcSecretFile: oidcSecretFile, .oidcName: oidcName, .oidcCreate: oidcCreate ? "true" : nil,
      .host: host, .port: port.map(String.init), .workers: workers.map(String.init), .logLevel: logLevel,
      .origin: origin, .library: library,
      .trustProxy: trustProxy ? "true" : nil, .trustedProxy: trustedProxy,
      .certificate: certificate, .key: key, .metricsOpen: metricsOpen ? "true" : nil,
      .localLinks: localLinks ? "true" : nil,
    ].compactMapValues { $0 }
  }

  func validate() throws {
    if let port, !(0...65535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
    if let workers, !(1...64).contains(workers) {
      throw ValidationError("--workers is a number from 1 to 64.")
    }
    if let logFormat, LogFormat(rawValue: logFormat) == nil {
      throw ValidationError("--log-format is text or json.")
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
    _ data: DataOptions, _ model: ModelOptions? = nil, _ server: ServerOptions? = nil,
    flags more: [Setting: String] = [:]
  ) throws(SettingsError) {
    var flags = data.flags.merging(more) { first, _ in first }
    for group in [model?.flags, server?.flags] {
      flags.merge(group ?? [:]) { first, _ in first }
    }
    try self.init(flags: flags, configurationFile: data.config, surroundings: .ofThisProcess())
  }
}
