import Foundation

/// Who uses a data directory: many programs at once, or one alone that puts another database in its place.
///
/// The lock is on the empty file `mien.lock`, and not on the database: closing that file would give up the locks
/// that SQLite holds. It goes with the process, however that ends.
final class DirectoryLock: Sendable {
  static let name = "mien.lock"

  enum Kind {
    /// Beside others; waits while somebody is alone.
    case shared
    /// Alone, or not at all.
    case alone
  }

  private let descriptor: Int32

  /// - Throws: ``StorageError/inUse(path:)`` if it cannot be had alone, ``StorageError/fileUnusable(path:reason:)``.
  init(_ kind: Kind, in directory: URL) throws(StorageError) {
    let path = directory.appending(path: Self.name).path(percentEncoded: false)
    descriptor = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fileUnusable(path: path, reason: String(cString: strerror(errno))) }
    let wanted = kind == .shared ? LOCK_SH : LOCK_EX | LOCK_NB
    while flock(descriptor, wanted) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { throw .inUse(path: directory.path(percentEncoded: false)) }
      throw .fileUnusable(path: path, reason: String(cString: strerror(code)))
    }
  }

  deinit {
    // A child that is just being made has a copy of the descriptor until it becomes another program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
