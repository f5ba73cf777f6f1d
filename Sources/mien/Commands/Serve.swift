import ArgumentParser
import Engine
import Foundation
import Images
import Language
import Logging
import Networks
import Recommendations
import Storage
import Web

/// `mien serve`
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves the page and the HTTP API until it is told to stop.",
    discussion: """
      The first visitor makes the first account, the administrator's. Control-C or SIGTERM lets what is in \
      flight end, then stops.

      Example:

        mien serve --port 9000
      """)

  /// What a webcam sends is far below; what is above is not a frame.
  private static let frameLimits = ImageLimits(bytes: 2 << 20, pixels: 4_000_000)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions
  @OptionGroup(title: "Networks") var precision: PrecisionOptions
  @OptionGroup(title: "Server") var server: ServerOptions

  func run() async throws {
    let settings = try Settings(data, model, server, flags: precision.flags)
    let certificate = try settings.serverCertificate()
    let configuration = try WebConfiguration(
      host: settings.host, port: settings.port, origin: settings.origin, trustsProxy: settings.trustsProxy,
      trustedProxies: settings.trustedProxies, timeZone: .current, metricsAreOpen: settings.metricsAreOpen,
      certificate: certificate, openID: try settings.provider?.configuration())
    let format = settings.logFormat
    LoggingSystem.bootstrap { format.handler(label: $0) }
    var logger = Logger(label: "mien")
    logger.logLevel = settings.logLevel
    let metrics = Metrics()
    // Both take a moment, and neither needs the other.
    async let loading = settings.engine(
      workers: settings.workers, limits: Self.frameLimits, observe: { metrics.noteInference($0) })
    let store = try settings.openStore()
    let engine = try await loading
    let stopwatch = Stopwatch()
    let dependencies = Dependencies(
      store: store, read: { try await engine.read($0, of: $1, at: $2) }, starter: try .starter(),
      page: try .bundled(), document: try .bundled(), configuration: configuration, logger: logger,
      now: { Date() }, uptime: { stopwatch.elapsed },
      metrics: metrics, meaning: EncoderFiles(folder: settings.weights),
      engine: { await EngineHealth(waiting: engine.waiting, isLoaded: engine.isLoaded) },
      model: try settings.modelFacts(), askLink: LinkProbe(asksLocal: settings.asksLocalLinks).ask,
      library: settings.library)
    if let library = settings.library, !library.isFolder {
      logger.warning(
        "the library's folder is not there; nothing can be played", metadata: ["folder": "\(library.path)"])
    }
    let reloading = certificate.map { CertificateReload($0, logger: logger) }
    defer { reloading?.stop() }
    let precision = try settings.precision.precision(for: settings.checkpoint())
    try await Web.serve(dependencies) { port in
      Self.announce(settings, precision, port: port)
    }
    try store.close()
  }

  private static func announce(_ settings: Settings, _ precision: Precision, port: Int) {
    let host =
      switch settings.host {
      case "0.0.0.0", "::": "127.0.0.1"
      case let host where host.contains(":"): "[\(host)]"
      case let host: host
      }
    let scheme = settings.certificate == nil ? "http" : "https"
    Console.print("Mien listens on \(scheme)://\(host):\(port)")
    Console.print("Faces are read in \(precision.rawValue)")
    if let origin = settings.origin { Console.print("Browsers reach it at \(origin)") }
    if !["127.0.0.1", "::1", "localhost"].contains(settings.host),
      settings.origin?.hasPrefix("https://") != true, settings.certificate == nil
    {
      Console.note(
        "Other machines can reach it, but browsers open a camera only on this machine or over https://.")
    }
  }
}

extension URL {
  fileprivate var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
