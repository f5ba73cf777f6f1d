/// Records of a table in text (RFC 4180): fields between separators, in quotes if need be.
struct SeparatedRecords {
  private let lines: LineReader
  private let separator: UInt8
  /// A record taken beforehand, to look at it.
  private var waiting: (line: Int, fields: [String])?

  /// The separator is whichever of comma, semicolon and tab divides the first line most often.
  init(_ lines: LineReader) throws {
    self.lines = lines
    guard let first = try lines.next() else {
      separator = UInt8(ascii: ",")
      return
    }
    let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { candidate in Self.countOutsideQuotes(candidate, in: first) }
    separator = candidates[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
    waiting = (lines.line, try fields(of: first))
  }

  var file: String { lines.place.file }

  /// The next record that is not empty, with the line it begins in.
  mutating func next() throws -> (line: Int, fields: [String])? {
    if let taken = waiting {
      waiting = nil
      return taken
    }
    while let line = try lines.next() {
      if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let begun = lines.line
      return (begun, try fields(of: line))
    }
    return nil
  }

  /// The same record again at the next call.
  mutating func putBack(_ record: (line: Int, fields: [String])) { waiting = record }

  /// A record of more fields is none: each may be as long as a line.
  private static let mostFields = 1000

  private func fields(of first: String) throws -> [String] {
    let begun = lines.place
    var fields: [String] = []
    var text = Array(first.utf8)
    var position = 0
    while true {
      guard fields.count < Self.mostFields else {
        throw ImportError.tooLong(begun, limit: LineReader.longest)
      }
      if position < text.count && text[position] == UInt8(ascii: "\"") {
        fields.append(try quotedField(&text, &position, begun: begun))
      } else {
        let rest = text[position...]
        let end = rest.firstIndex(of: separator) ?? text.count
        fields.append(String(decoding: text[position..<end], as: UTF8.self))
        position = end
      }
      guard position < text.count else { return fields }
      guard text[position] == separator else {
        throw ImportError.syntax(
          lines.place, "something follows a closing quote; write a quote in a text twice")
      }
      position += 1
    }
  }

  /// A field in quotes, which may run over several lines; two quotes in it are one.
  private func quotedField(
    _ text: inout [UInt8], _ position: inout Int, begun: ImportPlace
  ) throws -> String {
    var field: [UInt8] = []
    position += 1
    while true {
      guard position < text.count else {
        guard field.count <= LineReader.longest else {
          throw ImportError.tooLong(begun, limit: LineReader.longest)
        }
        guard let next = try lines.next() else {
          throw ImportError.syntax(begun, "a quote is opened and never closed")
        }
        field.append(0x0A)
        (text, position) = (Array(next.utf8), 0)
        continue
      }
      let byte = text[position]
      position += 1
      guard byte == UInt8(ascii: "\"") else {
        field.append(byte)
        continue
      }
      guard position < text.count, text[position] == UInt8(ascii: "\"") else { break }
      field.append(byte)
      position += 1
    }
    return String(decoding: field, as: UTF8.self)
  }

  private static func countOutsideQuotes(_ mark: UInt8, in line: String) -> Int {
    var (count, isQuoted) = (0, false)
    for byte in line.utf8 {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == mark && !isQuoted { count += 1 }
    }
    return count
  }
}
