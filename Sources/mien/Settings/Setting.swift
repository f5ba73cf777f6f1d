/// What can be set, in the order `mien config` shows it.
///
/// The raw value is the key in the configuration file; flag and variable follow from it.
enum Setting: String, CaseIterable, Sendable {
  case host, port
  case dataDirectory = "data_dir"
  case database
  case weights, model, precision, workers, library
  case logLevel = "log_level"
  case logFormat = "log_format"
  case origin
  case trustProxy = "trust_proxy"
  case trustedProxy = "trusted_proxy"
  case certificate, key
  case metricsOpen = "metrics_open"
  case localLinks = "local_links"
  case oidcIssuer = "oidc_issuer"
  case oidcClient = "oidc_client"
  case oidcSecretFile = "oidc_secret_file"
  case oidcName = "oidc_name"
  case oidcCreate = "oidc_create"

  /// `--data-dir`
  var flag: String { "--" + rawValue.replacing("_", with: "-") }

  /// `MIEN_DATA_DIR`
  var variable: String { "MIEN_" + rawValue.uppercased() }
}

/// Where the value of a setting came from.
enum Origin: Sendable, CustomStringConvertible {
  case flag(String)
  case variable(String)
  case file(String)
  case byDefault

  var description: String {
    switch self {
    case .flag(let name): "flag \(name)"
    case .variable(let name): "variable \(name)"
    case .file(let path): "file \(path)"
    case .byDefault: "default"
    }
  }
}

/// The value of a setting as text, and where it came from.
struct SettingValue: Sendable {
  let setting: Setting
  let text: String
  let origin: Origin
}
