import Foundation

/// A file that results are written to, line by line; `-` is standard output.
final class ResultFile {
  private let path: String
  private let handle: FileHandle?

  /// Begins the file; what was there is gone.
  init(_ path: String) throws(Failure) {
    self.path = path
    guard path != "-" else {
      handle = nil
      return
    }
    let isThere = FileManager.default.createFile(atPath: path, contents: nil)
    guard isThere, let file = FileHandle(forWritingAtPath: path) else { throw Failure(unwritable: path) }
    handle = file
  }

  func write(_ line: String) throws(Failure) {
    guard let handle else { return Console.print(line) }
    do { try handle.write(contentsOf: Data((line + "\n").utf8)) } catch { throw Failure(unwritable: path) }
  }
}
