import Foundation

/// Scrobbles of Last.fm: the tables its export tools write, or pages of `user.getRecentTracks` in JSON.
enum LastFMImport {
  static func read(_ text: TextStream, isJSON: Bool, into sink: ImportSink) throws {
    var history = ListeningHistory()
    if isJSON {
      try JSONDocument.forEach(in: text) { node in
        for track in tracks(of: node) { try note(line: track.line, in: &history, sink) { try play(track) } }
      }
    } else {
      try readTable(text, into: &history, sink)
    }
    try history.handOn(to: sink)
  }

  private static func note(
    line: Int, in history: inout ListeningHistory, _ sink: ImportSink,
    _ read: () throws -> ListeningHistory.Play?
  ) throws {
    do {
      if let play = try read() { history.note(play, line: line) }
    } catch let problem as RowProblem { try sink.skip(line: line, problem.reason) }
  }

  /// Of a page its tracks, of a list its elements, else the one it is.
  private static func tracks(of node: JSONNode) -> [JSONNode] {
    node["recenttracks"]?["track"]?.list ?? node["track"]?.list ?? node.list ?? [node]
  }

  /// `nil` for the track that is playing now, which was not heard yet.
  private static func play(_ node: JSONNode) throws(RowProblem) -> ListeningHistory.Play? {
    if node["@attr"]?["nowplaying"] != nil { return nil }
    let artist = node["artist"]
    guard let title = node["name"]?.text,
      let creator = artist?.text ?? artist?["#text"]?.text ?? artist?["name"]?.text
    else { throw RowProblem("a scrobble has a name and an artist") }
    guard let seconds = node["date"]?["uts"]?.number, ImportDate.isPlausible(seconds) else {
      throw RowProblem("a scrobble has a date with uts, in seconds since 1970")
    }
    var play = ListeningHistory.Play(
      title: title, creator: creator, at: Date(timeIntervalSince1970: seconds))
    play.isLiked = node["loved"]?.number == 1
    play.link = node["url"]?.text
    return play
  }

  /// Which column holds what.
  private struct Columns {
    var artist = 0
    var track = 2
    var time = 3
    var count = 4
  }

  private static func readTable(
    _ text: TextStream, into history: inout ListeningHistory, _ sink: ImportSink
  ) throws {
    var records = try SeparatedRecords(LineReader(text))
    guard let first = try records.next() else { return }
    let columns: Columns
    if let found = try self.columns(first, in: records.file) {
      columns = found
    } else {
      columns = Columns()
      records.putBack(first)
    }
    while let (line, fields) = try records.next() {
      try note(line: line, in: &history, sink) { () throws(RowProblem) in
        guard fields.count == columns.count else {
          throw RowProblem("it has \(fields.count) fields, and there are \(columns.count) columns")
        }
        guard let title = ItemDraft.cleaned(fields[columns.track]),
          let creator = ItemDraft.cleaned(fields[columns.artist])
        else { throw RowProblem("a scrobble has an artist and a track") }
        guard let at = ImportDate.parse(fields[columns.time]) else {
          throw RowProblem("\(quoted(fields[columns.time])) is no time")
        }
        return ListeningHistory.Play(title: title, creator: creator, at: at)
      }
    }
  }

  /// The columns a header names; `nil` if there is no header, as in tables of artist, album, track and time.
  private static func columns(
    _ header: (line: Int, fields: [String]), in file: String
  ) throws(ImportError) -> Columns? {
    let names = header.fields.map { (ItemDraft.cleaned($0) ?? "").lowercased() }
    if header.fields.count == 4 && ImportDate.parse(header.fields[3]) != nil { return nil }
    let times = ["uts", "date", "utc_time", "timestamp", "time"]
    let time =
      times.lazy.compactMap { names.firstIndex(of: $0) }.first
      ?? names.firstIndex { $0.hasPrefix("date#") }
    guard let artist = names.firstIndex(of: "artist"), let track = names.firstIndex(of: "track"), let time
    else {
      let missing = ["artist", "track"].filter { !names.contains($0) } + (time == nil ? ["date"] : [])
      throw .wrongColumns(
        ImportPlace(file: file, line: header.line), unknown: [], missing: missing,
        known: ["artist", "album", "track", "date"])
    }
    return Columns(artist: artist, track: track, time: time, count: names.count)
  }

  /// Whether a line is artist, album, track and time without any header.
  static func isBareRow(_ line: String) -> Bool {
    guard let comma = line.lastIndex(of: ","), line.count(where: { $0 == "," }) >= 3 else { return false }
    let last = line[line.index(after: comma)...].filter { $0 != "\"" }
    return last.count >= 10 && ImportDate.parse(last) != nil
  }
}
