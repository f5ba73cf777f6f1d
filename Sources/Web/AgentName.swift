import Hummingbird

/// What a browser is called in the list of sessions: "Firefox, Linux". More of what it says of itself is not kept.
package enum AgentName {
  /// The first that fits counts: most browsers also say the names of those below.
  private static let browsers = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
  ]
  private static let systems = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
  ]

  static func of(_ request: Request) -> String { name(in: request.headers[.userAgent] ?? "") }

  /// Browser and system; of another program its first word, at most 32 letters, digits and dashes.
  package static func name(in text: String) -> String {
    let browser = browsers.first { text.contains($0.0) }?.1
    let system = systems.first { text.contains($0.0) }?.1
    if let browser { return [browser, system].compactMap(\.self).joined(separator: ", ") }
    return String(
      text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.prefix(32))
  }
}
