import ArgumentParser
import Recommendations

/// Which server on the network to read.
struct ServerImportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A server with Subsonic's interface: Navidrome, Gonic, Airsonic, supysonic. The password is asked for.",
      valueName: "address"))
  var subsonic: String?

  @Option(
    help: ArgumentHelp(
      "A Jellyfin server. A key from its dashboard is asked for.", valueName: "address"))
  var jellyfin: String?

  @Flag(help: "Send a Subsonic server the password itself, if it knows no tokens.")
  var sendPassword = false

  @Flag(help: "Let the server be this machine, or one of its own network.")
  var ownNetwork = false

  @Option(help: ArgumentHelp("So long each answer of a server may take.", valueName: "seconds"))
  var timeout = 60.0

  /// How many servers are named.
  var number: Int { [subsonic, jellyfin].count { $0 != nil } }

  func validate() throws {
    guard timeout > 0, timeout <= 3600 else {
      throw ValidationError("--timeout is a number of seconds up to 3600.")
    }
    guard !ownNetwork || number > 0 else {
      throw ValidationError("--own-network is for --subsonic and --jellyfin.")
    }
    guard !sendPassword || subsonic != nil else {
      throw ValidationError("--send-password is for --subsonic.")
    }
  }

  /// The server that is named; its password or key is asked for at the terminal, or read from standard input.
  func mediaServer(user: String?) throws -> MediaServer {
    warnOfPlainText()
    if let jellyfin {
      return try .jellyfin(
        address: jellyfin, key: try PasswordPrompt.askOnce(for: "Jellyfin (a key)"), user: user)
    }
    let user = user ?? ""
    return try .subsonic(
      address: subsonic ?? "", user: user, password: try PasswordPrompt.askOnce(for: "\(user) at the server"),
      salt: sendPassword ? nil : Self.salt())
  }

  /// 32 hexadecimal digits.
  private static func salt() -> String {
    (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
  }

  private func warnOfPlainText() {
    let address = (subsonic ?? jellyfin ?? "").lowercased()
    let isHere = ["http://localhost", "http://127.", "http://[::1]"].contains { address.hasPrefix($0) }
    guard address.hasPrefix("http://"), !isHere else { return }
    Console.note("This address is not https: whoever is on the way can read the password or key.")
  }
}
