import Foundation

/// A file named on the command line; `-` is standard input.
enum InputFile {
  /// What to call it in a message.
  static func name(_ path: String) -> String { path == "-" ? "standard input" : path.withoutControls }

  /// Its bytes, but never more than one beyond `limit`: enough to tell that it is too much.
  static func read(_ path: String, atMost limit: Int) throws -> [UInt8] {
    do {
      let handle = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      return try [UInt8](handle.read(upToCount: limit + 1) ?? Data())
    } catch {
      throw Failure("it cannot be read: \(FileProblem(error))")
    }
  }
}

extension String {
  /// As it may be shown at a terminal, which obeys control characters: a question mark stands for each.
  var withoutControls: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
