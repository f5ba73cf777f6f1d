import ArgumentParser
import Foundation

/// `mien doctor`
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks whether libraries, weights, database and port are in order, and says what to do if not.",
    discussion: """
      The exit code is 1 if anything is wrong.

      Example:

        mien doctor
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions
  @OptionGroup(title: "Networks") var precision: PrecisionOptions
  @OptionGroup(title: "Server") var server: ServerOptions

  @Flag(help: "Print one JSON list.")
  var json = false

  func run() async throws {
    let settings = try Settings(data, model, server, flags: precision.flags)
    var findings = await LibraryCheck.run()
    findings += await NetworkCheck.run(settings)
    findings += await DataCheck.run(settings)
    findings += MachineCheck.run(settings, environment: ProcessInfo.processInfo.environment)
    findings += CertificateCheck.run(settings, at: Date()) + ProviderCheck.run(settings)
    findings.append(PortCheck.finding(host: settings.host, port: settings.port))
    findings.append(camera(host: settings.host))
    if json {
      try Console.printJSON(findings)
    } else {
      for finding in findings { Console.print(finding.text) }
    }
    let wrong = findings.count { $0.state == .wrong }
    guard wrong > 0 else { return }
    Console.note("\n\(wrong) of \(findings.count) checks found something wrong; the arrows say what to do.")
    throw ExitCode.failure
  }

  private func camera(host: String) -> Finding {
    let isLocal = ["127.0.0.1", "::1", "localhost"].contains(host)
    return .note(
      "camera", "the browser opens it, and only on this machine or over https://",
      remedy: isLocal ? nil : "for other machines, put a proxy with a certificate before Mien")
  }
}
