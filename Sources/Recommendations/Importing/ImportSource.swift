import Foundation

/// What is imported: a file, a folder, standard input or bytes.
public struct ImportSource: Sendable {
  /// The name of the file, without its folder.
  public let name: String
  let isFolder: Bool
  /// Where the file lies, for what it says of others; `nil` for what is no file.
  let directory: URL?
  private let opening: @Sendable () throws -> ByteStream
  private let sibling: @Sendable (String) -> ImportSource?

  /// A file, or a folder with the files of a data set.
  public static func file(_ url: URL) -> ImportSource {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    return ImportSource(
      name: url.lastPathComponent, isFolder: isThere && isFolder.boolValue,
      directory: url.absoluteURL.deletingLastPathComponent(),
      opening: {
        let handle = try FileHandle(forReadingFrom: url)
        let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
        return ByteStream(total: size) { [UInt8](try handle.read(upToCount: ByteStream.chunk) ?? Data()) }
      },
      sibling: { name in
        let other = url.appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: other.path) ? .file(other) : nil
      })
  }

  /// What can be read once, such as standard input; the name helps to tell its format.
  public static func handle(_ handle: FileHandle, name: String) -> ImportSource {
    ImportSource(
      name: name, isFolder: false, directory: nil,
      opening: { ByteStream(total: nil) { [UInt8](try handle.read(upToCount: ByteStream.chunk) ?? Data()) } },
      sibling: { _ in nil })
  }

  /// Bytes in memory.
  public static func bytes(_ bytes: [UInt8], name: String) -> ImportSource {
    ImportSource(
      name: name, isFolder: false, directory: nil,
      opening: {
        var rest = bytes[...]
        return ByteStream(total: bytes.count) {
          defer { rest = rest.dropFirst(ByteStream.chunk) }
          return [UInt8](rest.prefix(ByteStream.chunk))
        }
      },
      sibling: { _ in nil })
  }

  func open() throws(ImportError) -> ByteStream {
    do { return try opening() } catch {
      throw .unreadable(file: name, reason: "is it there, and may you read it?")
    }
  }

  /// A file in this folder.
  func child(_ name: String) -> ImportSource? { isFolder ? sibling(name) : nil }
}

/// Bytes in pieces, of which the first can be looked at beforehand.
final class ByteStream {
  static let chunk = 1 << 16
  let total: Int?
  /// Bytes read so far.
  private(set) var count = 0
  private var ahead: [UInt8] = []
  private var isAtEnd = false
  private let read: () throws -> [UInt8]

  init(total: Int?, read: @escaping () throws -> [UInt8]) {
    self.total = total
    self.read = read
  }

  /// The first bytes, at most `length` of them; they stay.
  func head(_ length: Int) throws -> ArraySlice<UInt8> {
    while ahead.count < length && !isAtEnd { try ahead += more() }
    return ahead.prefix(length)
  }

  /// Takes the next piece; `nil` at the end.
  func next() throws -> [UInt8]? {
    defer { ahead = [] }
    if !ahead.isEmpty { return ahead }
    if isAtEnd { return nil }
    let piece = try more()
    return piece.isEmpty ? nil : piece
  }

  private func more() throws -> [UInt8] {
    let piece = try read()
    isAtEnd = piece.isEmpty
    count += piece.count
    return piece
  }
}
