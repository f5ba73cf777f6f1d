import Foundation

/// The pictures, or the files of sound, that files and folders on the command line stand for.
struct FileList {
  /// What is looked for in folders.
  struct Kind {
    /// Of the files' names, in small letters.
    let endings: Set<String>
    /// What a folder lacks that has none of them.
    let missing: String

    static let pictures = Kind(
      endings: ["jpg", "jpeg", "png", "webp"], missing: "there is no JPEG, PNG or WebP picture in this folder"
    )
    static let sounds = Kind(
      endings: [
        "aac", "aif", "aiff", "ape", "flac", "m4a", "mka", "mp3", "mpc", "oga", "ogg", "opus", "wav", "wma",
        "wv",
      ], missing: "there is no file of sound in this folder, such as MP3, FLAC, Ogg, M4A or WAV")
  }

  /// In the order of the command line, within a folder in the order of their paths; `-` is standard input.
  private(set) var paths: [String] = []
  /// Folders that cannot be read or hold none: which, and why.
  private(set) var problems: [(path: String, reason: String)] = []

  private let kind: Kind

  init(_ arguments: [String], of kind: Kind) {
    self.kind = kind
    for argument in arguments {
      guard argument != "-", Self.isFolder(argument) else {
        paths.append(argument)
        continue
      }
      let (before, troubles) = (paths.count, problems.count)
      var path = argument
      while path.hasSuffix("/"), path.count > 1 { path.removeLast() }
      search(path)
      if paths.count == before, problems.count == troubles {
        problems.append((argument, kind.missing))
      }
    }
  }

  /// Adds the files below a folder. Hidden ones are left out, and folders that are links, which may lead in circles.
  private mutating func search(_ folder: String) {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      problems.append((folder, "it cannot be read: \(FileProblem(error))"))
      return
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = folder == "/" ? "/" + name : folder + "/" + name
      if Self.isFolder(path) {
        if !Self.isLink(path) { search(path) }
      } else if kind.endings.contains(URL(filePath: name).pathExtension.lowercased()) {
        paths.append(path)
      }
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }
}
