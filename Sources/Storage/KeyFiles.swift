import Foundation

/// The key files of a data directory: what is stored encrypted is worth nothing without them, so they go where the
/// database goes.
enum KeyFiles {
  /// The names of a directory's key files, in the order of the alphabet.
  static func names(in directory: URL) -> [String] {
    let all =
      (try? FileManager.default.contentsOfDirectory(atPath: directory.path(percentEncoded: false))) ?? []
    return all.filter(isKey).sorted()
  }

  /// Whether a file of this name is a key: it ends in `.key` and is no path and not hidden.
  static func isKey(_ name: String) -> Bool {
    name.hasSuffix(".key") && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\0")
  }

  /// Writes a key that only its owner may read, in one step.
  static func write(_ content: Data, named name: String, in directory: URL) throws(StorageError) {
    let file = directory.appending(path: name)
    let partial = directory.appending(path: ".\(name).partial")
    let path = partial.path(percentEncoded: false)
    do {
      try? FileManager.default.removeItem(at: partial)
      guard
        FileManager.default.createFile(
          atPath: path, contents: content, attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
      try sync(path)
      guard rename(path, file.path(percentEncoded: false)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      throw .fileUnusable(path: file.path(percentEncoded: false), reason: "a key cannot be written there")
    }
  }
}

/// Waits until a file, or what a folder lists, is on the disk.
func sync(_ path: String) throws(StorageError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .fileUnusable(path: path, reason: String(cString: strerror(errno))) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else {
    throw .fileUnusable(path: path, reason: String(cString: strerror(errno)))
  }
}
