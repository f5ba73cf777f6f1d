import Foundation

/// An export of ListenBrainz: a listen a line, as in its `listens` folder, or a JSON list of them.
enum ListenBrainzImport {
  static func read(_ text: TextStream, isList: Bool, into sink: ImportSink) throws {
    var history = ListeningHistory()
    func note(line: Int, _ read: () throws(RowProblem) -> JSONNode) throws {
      do throws(RowProblem) { history.note(try play(try read()), line: line) } catch {
        try sink.skip(line: line, error.reason)
      }
    }
    if isList {
      try JSONDocument.forEach(in: text) { node in
        try note(line: node.line) { () throws(RowProblem) in node }
      }
    } else {
      let lines = LineReader(text)
      while let line = try lines.next() {
        if line.allSatisfy(\.isWhitespace) { continue }
        try note(line: lines.line) { () throws(RowProblem) in try JSONDocument.line(line) }
      }
    }
    try history.handOn(to: sink)
  }

  static func play(_ node: JSONNode) throws(RowProblem) -> ListeningHistory.Play {
    let data = node["track_metadata"]
    guard let title = data?["track_name"]?.text, let creator = data?["artist_name"]?.text else {
      throw RowProblem("it has no track_metadata with track_name and artist_name")
    }
    guard let seconds = node["listened_at"]?.number, ImportDate.isPlausible(seconds) else {
      throw RowProblem("it has no listened_at, in seconds since 1970")
    }
    var play = ListeningHistory.Play(
      title: title, creator: creator, at: Date(timeIntervalSince1970: seconds))
    let more = data?["additional_info"]
    play.length = more?["duration_ms"]?.number.map { $0 / 1000 } ?? more?["duration"]?.number
    play.link = more?["origin_url"]?.text
    return play
  }
}
