/// An error in the words of `ffmpeg`, on one line: `[mov @ 0x55] [error] moov atom not found` is "moov atom not found".
struct FFmpegComplaint: Hashable {
  let text: String

  /// `nil` if the line, written at `-loglevel level+…`, is no error.
  init?(line: some StringProtocol, input: String = "") {
    // The video's own description of itself is none, whatever stands in it.
    guard !line.hasPrefix("[info]") else { return nil }
    let marks = ["[error] ", "[fatal] ", "[panic] "]
    guard let mark = marks.compactMap({ line.range(of: $0) }).first else { return nil }
    var rest = line[mark.upperBound...].drop { $0 == " " }
    // A path that the person knows is left out, and so is the address of one of ffmpeg's parts.
    while rest.hasPrefix("["), rest.contains(" @ 0x"), let end = rest.firstIndex(of: "]") {
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    if !input.isEmpty, rest.hasPrefix(input + ": ") { rest = rest.dropFirst(input.count + 2) }
    while let last = rest.last, last == "." || last == " " { rest = rest.dropLast() }
    guard !rest.isEmpty else { return nil }
    text = String(rest.prefix(200))
  }
}
