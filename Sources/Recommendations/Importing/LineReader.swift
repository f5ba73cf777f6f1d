/// Lines of a text, one after another, each checked to be UTF-8 and of bearable length.
final class LineReader {
  /// The longest line there may be, in bytes: of a longer one no more is read.
  static let longest = 1 << 20
  /// Of the line taken last, from 1.
  private(set) var line = 0
  private let text: TextStream
  private var piece: [UInt8] = []
  private var position = 0

  init(_ text: TextStream) { self.text = text }

  var place: ImportPlace { ImportPlace(file: text.file, line: line) }

  /// The next line without its end; `nil` at the end of the text.
  func next() throws -> String? {
    line += 1
    var begun: [UInt8] = []
    while true {
      if position == piece.count {
        guard let more = try text.next() else {
          if begun.isEmpty { return nil }
          return try string(begun[...])
        }
        (piece, position) = (more, 0)
        continue
      }
      let rest = piece[position...]
      let end = rest.firstIndex(of: 0x0A)
      let part = rest[..<(end ?? piece.endIndex)]
      guard begun.count + part.count <= Self.longest else {
        throw ImportError.tooLong(place, limit: Self.longest)
      }
      position = end.map { $0 + 1 } ?? piece.count
      if end != nil && begun.isEmpty { return try string(part) }
      begun += part
      if end != nil { return try string(begun[...]) }
    }
  }

  private func string(_ bytes: ArraySlice<UInt8>) throws -> String {
    let bytes = bytes.last == 0x0D ? bytes.dropLast() : bytes
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ImportError.wrongEncoding(
        place, remedy: "not UTF-8; save the file as UTF-8, or if it is Latin-1, name that encoding, latin1")
    }
    return text
  }
}
