import Foundation

/// Where the program speaks: results on standard output, everything else on standard error.
enum Console {
  /// Writes a line of the result.
  static func print(_ line: String = "") {
    write(Data((line + "\n").utf8), to: STDOUT_FILENO)
  }

  /// Writes a value as one line of JSON, its keys sorted.
  static func printJSON(_ value: some Encodable) throws {
    print(try json(value))
  }

  /// A value as one line of JSON, its keys sorted.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Writes a result to a file, all or nothing.
  static func write(_ content: Data, to file: URL) throws(Failure) {
    do { try content.write(to: file, options: .atomic) } catch {
      throw Failure(unwritable: file.path)
    }
  }

  /// Tells the person something that is not a result.
  static func note(_ line: String) {
    write(Data((line + "\n").utf8), to: STDERR_FILENO)
  }

  /// Writes to standard error as it is, for lines that are written over.
  static func write(_ text: String) {
    write(Data(text.utf8), to: STDERR_FILENO)
  }

  /// Writes to standard output as it is, for lines of the result that are written over.
  static func show(_ text: String) {
    write(Data(text.utf8), to: STDOUT_FILENO)
  }

  /// Writes all of `data`. A reader that has gone away (`mien … | head`) has what it wanted.
  private static func write(_ data: Data, to descriptor: Int32) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        exit(0)
      } else if errno != EINTR && errno != EAGAIN {
        let reason = String(cString: strerror(errno)).lowercased()
        if descriptor == STDOUT_FILENO { note("Error: standard output cannot be written: \(reason)") }
        exit(1)
      }
    }
  }
}
