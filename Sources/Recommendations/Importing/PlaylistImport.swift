import Foundation

/// Playlists: a line of text, then the file or address it belongs to.
enum PlaylistImport {
  static let mostBytes = 64_000_000

  static func read(_ stream: ByteStream, into sink: ImportSink) throws {
    let text = try TextStream(stream, file: sink.file, encoding: sink.options.encoding)
    var bytes = try text.all(atMost: mostBytes)
    if sink.options.encoding == .automatic && String(validating: bytes, as: UTF8.self) == nil {
      bytes = TextStream.fromLatin1(bytes)
      sink.report.notes.append("The playlist is not UTF-8 and was read as Latin-1.")
    }
    let decoded = ByteStream(total: nil) {
      defer { bytes = [] }
      return bytes
    }
    let lines = LineReader(try TextStream(decoded, file: sink.file, encoding: .utf8))
    var entry = Entry()
    while let line = try lines.next() {
      guard let line = ItemDraft.cleaned(line) else { continue }
      if line.hasPrefix("#") {
        entry.take(line)
      } else {
        let address = line
        try sink.add(line: lines.line, repeatsAreUsual: true) { () throws(RowProblem) in
          var draft = try entry.draft(address)
          if draft.link == nil {
            draft.file = sink.options.library?.path(of: address, from: sink.directory)
          }
          return try draft.item(otherwise: sink.options.kind ?? .music)
        }
        entry = Entry()
      }
    }
  }

  /// What the lines before an address say of it.
  struct Entry {
    private var text: String?
    private var artist: String?
    private var minutes: Double?
    private var tags: [String] = []

    /// Takes a line that begins with `#`; what is not known is a comment.
    mutating func take(_ line: String) {
      guard let colon = line.firstIndex(of: ":") else { return }
      let rest = String(line[line.index(after: colon)...])
      switch line[..<colon].uppercased() {
      case "#EXTINF":
        var isQuoted = false
        let comma = rest.firstIndex {
          if $0 == "\"" { isQuoted.toggle() }
          return $0 == "," && !isQuoted
        }
        let seconds = Double(rest.prefix { $0.isNumber || $0 == "." || $0 == "-" }) ?? 0
        if seconds > 0 { minutes = min(seconds / 60, 100_000) }
        text = comma.map { String(rest[rest.index(after: $0)...]) }
      case "#EXTART": artist = rest
      case "#EXTGENRE": tags = rest.split { ",;/".contains($0) }.map(String.init)
      default: break
      }
    }

    /// - Throws: ``RowProblem`` for an address that is neither a file nor on the web.
    func draft(_ address: String) throws(RowProblem) -> ItemDraft {
      let scheme = address.prefix { $0 != ":" && $0 != "/" }.lowercased()
      let hasScheme = scheme.count > 1 && address.dropFirst(scheme.count).first == ":"
      guard !hasScheme || ["http", "https", "file"].contains(scheme) else {
        throw RowProblem(
          "the address \(quoted(address)) is refused; only files, http:// and https:// are taken")
      }
      var draft = ItemDraft()
      draft.link = isWebAddress(address) ? address : nil
      draft.minutes = minutes
      draft.tags = tags
      let spoken = text.flatMap(ItemDraft.cleaned) ?? Self.spokenName(address)
      if let artist {
        (draft.creator, draft.title) = (artist, spoken)
      } else if let dash = spoken.range(of: " - ") {
        draft.creator = String(spoken[..<dash.lowerBound])
        draft.title = String(spoken[dash.upperBound...])
      } else {
        draft.title = spoken
      }
      return draft
    }

    /// "/music/03 - Kind%20of Blue.flac" is "Kind of Blue".
    static func spokenName(_ address: String) -> String {
      let path = address.prefix { $0 != "?" && $0 != "#" }
      let file = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? address
      let plain = file.removingPercentEncoding ?? file
      let stem = plain.lastIndex(of: ".").map { plain[..<$0] } ?? plain[...]
      let rest = stem.drop { $0.isNumber }
      let isNumbered = rest.count < stem.count && stem.count - rest.count <= 3
      let title = isNumbered ? rest.drop { " .-_".contains($0) } : stem
      return title.isEmpty ? String(stem) : String(title)
    }
  }
}
