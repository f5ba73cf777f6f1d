import Foundation

/// The settings of a JSON file: one object, its keys the names of ``Setting``.
///
/// ```json
/// {"port": 9000, "origin": "https://mien.example.org", "trust_proxy": true}
/// ```
struct ConfigurationFile: Sendable {
  let path: String
  let values: [Setting: String]

  /// The file named by `--config` or `MIEN_CONFIG`, else `mien.json` in the configuration folder, if any.
  init?(named name: String?, surroundings: Surroundings) throws(SettingsError) {
    if let name = name ?? surroundings.environment["MIEN_CONFIG"], !name.isEmpty {
      let url = URL(
        filePath: NSString(string: name).expandingTildeInPath, relativeTo: surroundings.currentDirectory)
      try self.init(url: url)
      return
    }
    guard let folder = surroundings.folder("XDG_CONFIG_HOME", orBelowHome: ".config") else { return nil }
    let usual = folder.appending(path: "mien/mien.json")
    guard FileManager.default.fileExists(atPath: usual.path) else { return nil }
    try self.init(url: usual)
  }

  private init(url: URL) throws(SettingsError) {
    path = url.standardizedFileURL.path
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw .unreadableFile(path: path, reason: FileProblem(error).description)
    }
    guard let object = try? JSONDecoder().decode([String: Scalar].self, from: data) else {
      throw .notAnObject(path: path)
    }
    var values: [Setting: String] = [:]
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      guard let setting = Setting(rawValue: key) else { throw .unknownKey(key, path: path) }
      values[setting] = value.text
    }
    self.values = values
  }

  /// A text, a whole number, or true or false, as text.
  private struct Scalar: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        text = String(truth)
      } else if let number = try? container.decode(Int.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
