import Foundation
import Logging
import Web

/// Everything that can be set, read once and passed down as plain values.
///
/// A flag wins over a `MIEN_…` variable, that over the configuration file, that over the default.
struct Settings: Sendable {
  let host: String
  /// 0 lets the system choose a free one.
  let port: Int
  /// Holds the database.
  let dataDirectory: URL
  /// Holds the networks of the face detector.
  let weights: URL
  /// A checkpoint of the emotion network; `nil` means the one built in.
  let model: URL?
  /// How many frames the server reads at once, each on a thread of its own.
  let workers: Int
  let logLevel: Logger.Level
  /// How browsers reach the server when not directly, as `https://mien.example.org`.
  let origin: String?
  /// Whether a proxy of ours stands before the server, so that its word about the client counts.
  let trustsProxy: Bool
  /// Where proxies of ours are, whose word about the client counts.
  let trustedProxies: [AddressRange]
  /// The certificate and private key of HTTPS, in PEM; `nil` for plain HTTP.
  let certificate: (file: URL, key: URL)?
  /// Whether `/metrics` answers anyone on this machine.
  let metricsAreOpen: Bool

  /// Each setting as text with its origin, in the order of ``Setting``.
  let values: [SettingValue]

  init(
    flags: [Setting: String], configurationFile: String?, surroundings: Surroundings
  ) throws(SettingsError) {
    let file = try ConfigurationFile(named: configurationFile, surroundings: surroundings)
    var values: [Setting: SettingValue] = [:]
    for setting in Setting.allCases {
      values[setting] = try Self.value(of: setting, flags: flags, file: file, surroundings: surroundings)
    }
    let read = SettingReader(values: values, currentDirectory: surroundings.currentDirectory)
    host = try read.host()
    port = try read.integer(.port, in: 0...65535)
    dataDirectory = read.url(.dataDirectory)
    weights = read.url(.weights)
    model = read.text(.model).isEmpty ? nil : read.url(.model)
    workers = try read.integer(.workers, in: 1...64)
    logLevel = try read.logLevel()
    origin = try read.origin()
    trustsProxy = try read.truth(.trustProxy)
    trustedProxies = try read.ranges(.trustedProxy)
    certificate = try read.certificate()
    metricsAreOpen = try read.truth(.metricsOpen)
    self.values = Setting.allCases.compactMap { values[$0] }
  }

  private static func value(
    of setting: Setting, flags: [Setting: String], file: ConfigurationFile?, surroundings: Surroundings
  ) throws(SettingsError) -> SettingValue {
    if let text = flags[setting] {
      return SettingValue(setting: setting, text: text, origin: .flag(setting.flag))
    }
    if let text = surroundings.environment[setting.variable], !text.isEmpty {
      return SettingValue(setting: setting, text: text, origin: .variable(setting.variable))
    }
    if let file, let text = file.values[setting] {
      return SettingValue(setting: setting, text: text, origin: .file(file.path))
    }
    return SettingValue(
      setting: setting, text: try byDefault(setting, surroundings: surroundings), origin: .byDefault)
  }

  private static func byDefault(
    _ setting: Setting, surroundings: Surroundings
  ) throws(SettingsError) -> String {
    switch setting {
    case .host: return "127.0.0.1"
    case .port: return "8484"
    case .dataDirectory:
      guard let data = surroundings.folder("XDG_DATA_HOME", orBelowHome: ".local/share") else {
        throw .noHome
      }
      return data.appending(path: "mien").path
    case .weights:
      let weights =
        surroundings.nearest("weights") ?? surroundings.currentDirectory.appending(path: "weights")
      return weights.path
    case .model, .origin, .trustedProxy, .certificate, .key: return ""
    case .workers: return String(max(1, min(64, surroundings.processors)))
    case .logLevel: return "info"
    case .trustProxy, .metricsOpen: return "false"
    }
  }
}

/// Turns the text of settings into values, naming the origin of a wrong one.
private struct SettingReader {
  let values: [Setting: SettingValue]
  let currentDirectory: URL

  func text(_ setting: Setting) -> String { values[setting]?.text ?? "" }

  func host() throws(SettingsError) -> String {
    guard !text(.host).isEmpty, !text(.host).contains("/") else {
      throw wrong(.host, "an address or a name such as 127.0.0.1 or 0.0.0.0")
    }
    return text(.host)
  }

  func integer(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
    guard let number = Int(text(setting)), range.contains(number) else {
      throw wrong(setting, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func url(_ setting: Setting) -> URL {
    let path = NSString(string: text(setting)).expandingTildeInPath
    return URL(filePath: path, relativeTo: currentDirectory).standardizedFileURL
  }

  func certificate() throws(SettingsError) -> (file: URL, key: URL)? {
    switch (text(.certificate).isEmpty, text(.key).isEmpty) {
    case (true, true): return nil
    case (false, false): return (file: url(.certificate), key: url(.key))
    case (true, false): throw wrong(.certificate, "the file with the certificate of the key")
    case (false, true): throw wrong(.key, "the file with the private key of the certificate")
    }
  }

  func origin() throws(SettingsError) -> String? {
    guard !text(.origin).isEmpty else { return nil }
    guard Web.Origin(text(.origin)) != nil else {
      throw wrong(.origin, "a scheme and a host, as in https://mien.example.org")
    }
    return text(.origin)
  }

  func logLevel() throws(SettingsError) -> Logger.Level {
    guard let level = Logger.Level(rawValue: text(.logLevel)) else {
      throw wrong(.logLevel, "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return level
  }

  func ranges(_ setting: Setting) throws(SettingsError) -> [AddressRange] {
    guard let ranges = AddressRange.list(text(setting)) else {
      throw wrong(setting, "addresses or ranges with commas between them, as in 10.0.0.0/8,::1")
    }
    return ranges
  }

  func truth(_ setting: Setting) throws(SettingsError) -> Bool {
    switch text(setting).lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default: throw wrong(setting, "true or false")
    }
  }

  private func wrong(_ setting: Setting, _ expected: String) -> SettingsError {
    .wrongValue(
      values[setting] ?? SettingValue(setting: setting, text: "", origin: .byDefault), expected: expected)
  }
}
