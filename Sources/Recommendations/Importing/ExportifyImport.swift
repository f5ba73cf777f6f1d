/// Playlists of Spotify as the tool Exportify writes them: a table with the sound of each track.
enum ExportifyImport {
  static func isHeader(_ names: [String]) -> Bool {
    names.contains("track name") && names.contains { $0.hasPrefix("artist name") }
  }

  static func read(_ text: TextStream, into sink: ImportSink) throws {
    var records = try SeparatedRecords(LineReader(text))
    let header = try records.next()
    let names = header?.fields.map { (ItemDraft.cleaned($0) ?? "").lowercased() } ?? []
    guard isHeader(names) else {
      throw ImportError.wrongColumns(
        ImportPlace(file: records.file, line: header?.line ?? 1), unknown: [],
        missing: ["Track Name", "Artist Name(s)"],
        known: ["Track URI", "Track Name", "Artist Name(s)", "Tempo"])
    }
    let columns = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let artists = names.firstIndex { $0.hasPrefix("artist name") } ?? 0
    while let (line, fields) = try records.next() {
      guard fields.count == names.count else {
        try sink.skip(line: line, "it has \(fields.count) fields, and there are \(names.count) columns")
        continue
      }
      try sink.add(line: line, repeatsAreUsual: true) { () throws(RowProblem) in
        try draft(artists: fields[artists]) { columns[$0].map { fields[$0] } }.item(otherwise: nil)
      }
    }
  }

  /// Of several artists the first counts, as in a history.
  private static func draft(artists: String, _ field: (String) -> String?) -> ItemDraft {
    func number(_ name: String) -> Double? {
      field(name).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }
    var draft = ItemDraft()
    draft.kind = .music
    draft.title = field("track name")
    draft.creator = artists.split { $0 == ";" || $0 == "," }.first.map(String.init)
    draft.year = field("release date").flatMap(ImportDate.year)
    let milliseconds = number("duration (ms)") ?? number("track duration (ms)") ?? 0
    draft.minutes = milliseconds > 0 ? min(milliseconds / 60_000, 100_000) : nil
    draft.link = SpotifyImport.link(field("track uri"))
    let genres = field("genres") ?? field("artist genres") ?? ""
    draft.tags = Array(genres.split { $0 == ";" || $0 == "," }.map(String.init).prefix(50))
    draft.energy = number("energy").map { min(1, max(0, $0)) }
    draft.audio.tempo = number("tempo")
    draft.audio.loudness = number("loudness")
    draft.audio.isMajor = number("mode").map { $0 == 1 }
    return draft
  }
}
