import Foundation

/// What can be imported; docs/importing.md describes each.
public enum ImportFormat: String, CaseIterable, Codable, Hashable, Sendable {
  /// A catalogue in JSON, as `mien catalogue list --json` prints it.
  case catalogue
  /// A table with a line of column names, separated by commas, semicolons or tabs.
  case csv
  /// One JSON object a line.
  case jsonl
  /// The folder of a MovieLens data set, or its `movies.csv`.
  case movielens
  /// A playlist, M3U or M3U8.
  case m3u
  /// Subscriptions to podcasts.
  case opml
  /// A podcast's feed, RSS or Atom.
  case feed
  /// What somebody heard, as exported from Last.fm: CSV, or pages of its API in JSON.
  case lastfm
  /// What somebody heard, as exported from ListenBrainz.
  case listenbrainz
  /// What somebody heard, or their library, as exported from Spotify.
  case spotify
  /// A playlist of Spotify with the sound of its tracks, as Exportify writes it.
  case exportify
  /// The songs of a server with Subsonic's interface; not a file.
  case subsonic
  /// The music, films and books of a Jellyfin server; not a file.
  case jellyfin

  /// Those that come in files.
  public static let ofFiles = allCases.filter { $0 != .subsonic && $0 != .jellyfin }

  /// The format of a file by its name and beginning, or `nil`.
  static func detect(name: String, head: ArraySlice<UInt8>) -> ImportFormat? {
    let text = String(decoding: head.filter { $0 != 0 }, as: UTF8.self)
    switch name.lowercased().split(separator: ".").last.map(String.init) ?? "" {
    case "csv", "tsv", "txt": return table(text)
    case "jsonl", "ndjson", "listens": return text.contains("\"track_metadata\"") ? .listenbrainz : .jsonl
    case "json": return json(text)
    case "m3u", "m3u8": return .m3u
    case "opml": return .opml
    case "rss", "atom": return .feed
    default: break
    }
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if start.hasPrefix("#EXTM3U") { return .m3u }
    if start.hasPrefix("<") { return xml(text) }
    if start.hasPrefix("[") || start.hasPrefix("{") { return json(text) }
    return nil
  }

  private static func xml(_ text: String) -> ImportFormat? {
    if text.contains("<opml") { return .opml }
    return ["<rss", "<feed", "<rdf:RDF"].contains(where: text.contains) ? .feed : nil
  }

  private static func json(_ text: String) -> ImportFormat {
    let marks: [(ImportFormat, [String])] = [
      (.listenbrainz, ["\"track_metadata\""]),
      (.lastfm, ["\"recenttracks\"", "\"#text\"", "\"uts\""]),
      (.spotify, ["\"msPlayed\"", "\"ms_played\"", "\"endTime\"", "\"spotify:"]),
    ]
    for (format, words) in marks where words.contains(where: text.contains) { return format }
    return .catalogue
  }

  private static func table(_ text: String) -> ImportFormat {
    let first = text.prefix { !$0.isNewline }.lowercased()
    let names = first.split { ",;\t\"\u{FEFF} ".contains($0) }
    if names.starts(with: ["movieid", "title"]) { return .movielens }
    if first.contains("track name") && first.contains("artist name") { return .exportify }
    if names.contains("artist") && names.contains("track") { return .lastfm }
    return LastFMImport.isBareRow(String(text.prefix { !$0.isNewline })) ? .lastfm : .csv
  }
}
