import Foundation
import Glibc

/// The key that secrets in the database are sealed with. It lies beside the database in a file of its own, so that a
/// copy of the database alone gives none of them away.
struct KeyFile: Sendable {
  static let name = "mien.key"
  private static let length = Sodium.boxKeyLength

  let path: String

  init(in directory: URL) { path = directory.appending(path: Self.name).path(percentEncoded: false) }

  /// The key, made if there is none. Of two programs that make it at once both get the same.
  func keyOrNew() throws(StorageError) -> [UInt8] {
    if access(path, F_OK) != 0 { try make() }
    return try key()
  }

  /// The key.
  ///
  /// - Throws: ``StorageError/keyUnusable(path:reason:)`` if the file is not there or is no key.
  func key() throws(StorageError) -> [UInt8] {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path)) } catch {
      throw .keyUnusable(path: path, reason: "it is not there or cannot be read")
    }
    guard data.count == Self.length else { throw .keyUnusable(path: path, reason: "it is no key of Mien") }
    return Array(data)
  }

  /// A whole file takes its place at once, and never that of another.
  private func make() throws(StorageError) {
    let draft = path + "." + randomIdentifier()
    let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    defer { unlink(draft) }
    let key = Sodium.randomBytes(Self.length)
    let isWritten = write(descriptor, key, key.count) == key.count && fsync(descriptor) == 0
    let problem = failure()
    close(descriptor)
    guard isWritten else { throw problem }
    guard link(draft, path) == 0 || errno == EEXIST else { throw failure() }
  }

  private func failure() -> StorageError {
    .keyUnusable(path: path, reason: String(cString: strerror(errno)))
  }
}
