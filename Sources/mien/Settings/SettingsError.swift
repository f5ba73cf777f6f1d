/// What is wrong with a setting.
enum SettingsError: Error, CustomStringConvertible {
  case unreadableFile(path: String, reason: String)
  case notAnObject(path: String)
  case unknownKey(String, path: String)
  case wrongValue(SettingValue, expected: String)
  /// What was given is not repeated, since it may have a password in it.
  case unfitDatabase(Origin, reason: String)
  case noHome

  var description: String {
    switch self {
    case .unreadableFile(let path, let reason):
      "the configuration file \(path) cannot be read: \(reason)"
    case .notAnObject(let path):
      "the configuration file \(path) is not one JSON object "
        + "of texts, whole numbers and truth values, such as {\"port\": 9000}"
    case .unknownKey(let key, let path):
      "the configuration file \(path) has the unknown setting \"\(key)\"; "
        + "known are \(Setting.allCases.map(\.rawValue).joined(separator: ", "))"
    case .wrongValue(let value, let expected):
      "\(value.setting.rawValue) is \"\(value.text)\" (\(value.origin)): give \(expected)"
    case .unfitDatabase(let origin, let reason): "database (\(origin)): \(reason)"
    case .noHome:
      "there is no home directory to keep data in: give --data-dir or set MIEN_DATA_DIR"
    }
  }
}
