import Foundation
import Glibc
import NIOCore
import Storage

/// Opens files of the library's folder, and none elsewhere.
struct LibraryFiles: Sendable {
  private let folder: URL

  /// - Parameter folder: as the administrator names it. It may come and go, as disks do.
  init(_ folder: URL) { self.folder = folder }

  /// What is played, by a file's ending; nothing else is: not a page, not a script, not a key.
  static let types = [
    "aac": "audio/aac", "aif": "audio/aiff", "aiff": "audio/aiff", "flac": "audio/flac", "m4a": "audio/mp4",
    "m4b": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg", "ogg": "audio/ogg", "opus": "audio/ogg",
    "wav": "audio/wav", "weba": "audio/webm",
    "m4v": "video/mp4", "mkv": "video/x-matroska", "mov": "video/quicktime", "mp4": "video/mp4",
    "ogv": "video/ogg", "webm": "video/webm",
    "epub": "application/epub+zip",
  ]

  /// Opens a file; that may take as long as the disk does.
  ///
  /// What was opened is looked at, and not its name: whoever puts a link in the place of a folder in between gains
  /// nothing.
  ///
  /// - Parameter path: below the folder.
  /// - Throws: ``WebError/nothingToPlay(_:)`` for what is not there, not a plain file, not of a type that is played, or
  ///   by way of a link outside.
  func open(_ path: String) throws -> LibraryFile {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = name.contains(".") ? name.split(separator: ".").last?.lowercased() ?? "" : ""
    guard let type = Self.types[ending] else {
      throw WebError.nothingToPlay("files ending in “\(ending.prefix(20))” are not played")
    }
    let gone = WebError.nothingToPlay("its file is not in the library any more")
    // Without O_NONBLOCK a named pipe would keep the thread until somebody writes.
    let descriptor = Glibc.open(
      folder.appending(path: path).path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw gone }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
      let real = Self.realPath("/proc/self/fd/\(descriptor)"),
      let root = Self.realPath(folder.path(percentEncoded: false)),
      real.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    else { throw gone }
    let stamp = "\(facts.st_ino)-\(facts.st_size)-\(facts.st_mtim.tv_sec)-\(facts.st_mtim.tv_nsec)"
    return LibraryFile(
      name: name, type: type, size: Int(facts.st_size),
      entityTag: "\"\(fingerprint(of: stamp.utf8).prefix(32))\"", handle: handle)
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}

/// An open file of the library; it is closed when nobody holds it.
struct LibraryFile: Sendable {
  /// Without its folders.
  let name: String
  let type: String
  /// Bytes.
  let size: Int
  /// Another when the file is.
  let entityTag: String
  fileprivate let handle: FileHandle

  /// Reads some bytes, on a thread of the system's.
  ///
  /// - Throws: ``WebError/nothingToPlay(_:)`` if the file became shorter.
  func read(_ range: Range<Int>) async throws -> ByteBuffer {
    try await onItsOwnThread {
      var buffer = ByteBuffer()
      try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: range.count) { bytes in
        let count = pread(handle.fileDescriptor, bytes.baseAddress, range.count, off_t(range.lowerBound))
        guard count > 0 else { throw WebError.nothingToPlay("its file became shorter") }
        return count
      }
      return buffer
    }
  }
}
