import Foundation

/// What the program finds around it, taken once at the start and passed down.
struct Surroundings: Sendable {
  let environment: [String: String]
  let executable: URL
  let currentDirectory: URL
  let processors: Int

  static func ofThisProcess() -> Surroundings {
    let files = FileManager.default
    let itself = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return Surroundings(
      environment: ProcessInfo.processInfo.environment,
      executable: URL(filePath: itself ?? CommandLine.arguments[0]),
      currentDirectory: URL(filePath: files.currentDirectoryPath, directoryHint: .isDirectory),
      processors: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// A folder that a variable of the XDG Base Directory Specification names, else one below home.
  func folder(_ variable: String, orBelowHome path: String) -> URL? {
    if let named = environment[variable], named.hasPrefix("/") {
      return URL(filePath: named, directoryHint: .isDirectory)
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return URL(filePath: home, directoryHint: .isDirectory).appending(path: path)
  }

  /// The nearest folder of this name beside or above the program, else beside or above the current directory.
  func nearest(_ name: String) -> URL? {
    let files = FileManager.default
    for start in [executable.deletingLastPathComponent(), currentDirectory] {
      let parts = start.standardizedFileURL.pathComponents
      for count in stride(from: parts.count, to: 0, by: -1) {
        let folder = URL(filePath: NSString.path(withComponents: Array(parts[..<count]))).appending(
          path: name)
        var isDirectory: ObjCBool = false
        if files.fileExists(atPath: folder.path, isDirectory: &isDirectory), isDirectory.boolValue {
          return folder
        }
      }
    }
    return nil
  }
}
