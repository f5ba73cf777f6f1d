import Foundation

/// What Spotify hands out on request: `StreamingHistory*.json`, the extended `Streaming_History_Audio_*.json`, and
/// `YourLibrary.json`.
enum SpotifyImport {
  static func read(_ text: TextStream, at date: Date, into sink: ImportSink) throws {
    var history = ListeningHistory()
    try JSONDocument.forEach(in: text) { node in
      if let tracks = node["tracks"]?.list {
        for track in tracks { try noteSaved(track, at: date, in: &history, sink) }
        return
      }
      do throws(RowProblem) { history.note(try play(node), line: node.line) } catch {
        try sink.skip(line: node.line, error.reason)
      }
    }
    try history.handOn(to: sink)
  }

  /// A track of the library is liked, when is not known.
  private static func noteSaved(
    _ node: JSONNode, at date: Date, in history: inout ListeningHistory, _ sink: ImportSink
  ) throws {
    guard let title = node["track"]?.text, let creator = node["artist"]?.text else {
      return try sink.skip(line: node.line, "a saved track has an artist and a track")
    }
    var play = ListeningHistory.Play(title: title, creator: creator, at: date)
    play.link = link(node["uri"]?.text)
    play.isLiked = true
    play.isHeard = false
    history.note(play, line: node.line)
  }

  private static func play(_ node: JSONNode) throws(RowProblem) -> ListeningHistory.Play {
    guard let time = node["ts"]?.text ?? node["endTime"]?.text, let at = ImportDate.parse(time) else {
      throw RowProblem("it has no time it was played at, ts or endTime")
    }
    let track = node["master_metadata_track_name"]?.text ?? node["trackName"]?.text
    let artist = node["master_metadata_album_artist_name"]?.text ?? node["artistName"]?.text
    let episode = node["episode_name"]?.text ?? node["episodeName"]?.text
    let show = node["episode_show_name"]?.text ?? node["podcastName"]?.text
    var play: ListeningHistory.Play
    if let track, let artist {
      play = ListeningHistory.Play(title: track, creator: artist, at: at)
      play.link = link(node["spotify_track_uri"]?.text)
    } else if let episode, let show {
      play = ListeningHistory.Play(kind: .podcast, title: episode, creator: show, at: at)
      play.link = link(node["spotify_episode_uri"]?.text)
    } else {
      throw RowProblem("it names neither a track with its artist nor an episode with its podcast")
    }
    guard let milliseconds = node["ms_played"]?.number ?? node["msPlayed"]?.number, milliseconds >= 0 else {
      throw RowProblem("it does not say how long it was played, ms_played or msPlayed")
    }
    play.heard = milliseconds / 1000
    return play
  }

  /// `spotify:track:4uLU6hMCjMI75M1A2tKUQC` as the page that plays it.
  static func link(_ uri: String?) -> String? {
    let parts = uri?.split(separator: ":").map(String.init) ?? []
    guard parts.count == 3, parts[0] == "spotify", ["track", "episode"].contains(parts[1]),
      parts[2].utf8.allSatisfy({
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      })
    else { return nil }
    return "https://open.spotify.com/\(parts[1])/\(parts[2])"
  }
}
