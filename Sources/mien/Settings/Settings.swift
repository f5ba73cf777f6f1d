import Foundation
import Logging
import Networks
import Storage
import Web

/// Everything that can be set, read once and passed down as plain values.
///
/// A flag wins over a `MIEN_…` variable, that over the configuration file, that over the default.
struct Settings: Sendable {
  let host: String
  /// 0 lets the system choose a free one.
  let port: Int
  /// Holds the database, unless that is elsewhere, and the keys beside it.
  let dataDirectory: URL
  let database: DatabasePlace
  /// Holds the networks of the face detector.
  let weights: URL
  /// A checkpoint of the emotion network; `nil` means the one built in.
  let model: URL?
  /// What the emotion network is computed in.
  let precision: PrecisionChoice
  /// The folder with the files that items play; `nil` if there is none.
  let library: URL?
  /// How many frames the server reads at once, each on a thread of its own.
  let workers: Int
  let logLevel: Logger.Level
  let logFormat: LogFormat
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
  /// Whether links into the own network are asked for when links are checked.
  let asksLocalLinks: Bool
  /// The provider of OpenID Connect at which people may sign in; `nil` for none.
  let provider: ProviderSettings?

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
    database = try read.database(in: dataDirectory)
    weights = read.url(.weights)
    model = read.text(.model).isEmpty ? nil : read.url(.model)
    precision = try read.precision()
    library = read.text(.library).isEmpty ? nil : read.url(.library)
    workers = try read.integer(.workers, in: 1...64)
    logLevel = try read.logLevel()
    logFormat = try read.logFormat()
    origin = try read.origin()
    trustsProxy = try read.truth(.trustProxy)
    trustedProxies = try read.ranges(.trustedProxy)
    certificate = try read.certificate()
    metricsAreOpen = try read.truth(.metricsOpen)
    asksLocalLinks = try read.truth(.localLinks)
    provider = try read.provider()
    if let given = values[.database], !given.text.isEmpty {
      // Without the password.
      values[.database] = SettingValue(setting: .database, text: database.description, origin: given.origin)
    }
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
    case .database, .library, .model, .origin, .trustedProxy, .certificate, .key, .oidcIssuer, .oidcClient,
      .oidcSecretFile,
      .oidcName:
      return ""
    case .precision: return PrecisionChoice.auto.rawValue
    case .workers: return String(max(1, min(64, surroundings.processors)))
    case .logLevel: return "info"
    case .logFormat: return "text"
    case .trustProxy, .metricsOpen, .localLinks, .oidcCreate: return "false"
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

  func database(in folder: URL) throws(SettingsError) -> DatabasePlace {
    guard !text(.database).isEmpty else { return .file(folder.appending(path: "mien.sqlite")) }
    do { return try DatabasePlace(text(.database), relativeTo: currentDirectory) } catch {
      throw .unfitDatabase(values[.database]?.origin ?? .byDefault, reason: error.description)
    }
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

  func logFormat() throws(SettingsError) -> LogFormat {
    guard let format = LogFormat(rawValue: text(.logFormat)) else {
      throw wrong(.logFormat, "text or json")
    }
    return format
  }

  func precision() throws(SettingsError) -> PrecisionChoice {
    guard let precision = PrecisionChoice(rawValue: text(.precision)) else {
      throw wrong(
        .precision, "one of \(PrecisionChoice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return precision
  }

  func provider() throws(SettingsError) -> ProviderSettings? {
    guard !text(.oidcIssuer).isEmpty else {
      for setting in [Setting.oidcClient, .oidcSecretFile, .oidcName] where !text(setting).isEmpty {
        throw wrong(.oidcIssuer, "the address of the provider that \(setting.rawValue) is for")
      }
      return nil
    }
    guard !text(.oidcClient).isEmpty else {
      throw wrong(.oidcClient, "the id that the provider gave this server")
    }
    return ProviderSettings(
      issuer: text(.oidcIssuer), client: text(.oidcClient),
      secretFile: text(.oidcSecretFile).isEmpty ? nil : url(.oidcSecretFile),
      name: text(.oidcName).isEmpty ? nil : text(.oidcName), createsAccounts: try truth(.oidcCreate))
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
