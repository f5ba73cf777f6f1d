import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct JSONImportTests {
  @Test func `lines of JSON are read, each for itself`() throws {
    let text = """
      {"title": "Misirlou", "creator": "Dick Dale", "kind": "music", "year": 1962, "tempo": 174, "energy": 0.95}

      {"title": "Cut off", "kind": "mus
      {"title": "A", "kind": "film", "valence": 0.2, "arousal": -0.1, "tags": ["calm"], "link": null}
      {"title": "B", "kind": "film", "titel": "B"}
      {"title": "C", "kind": "film", "tags": "calm"}
      [1]
      """
    let imported = try importing(text, as: "a.jsonl")
    #expect(imported.items.map(\.title) == ["Misirlou", "A"])
    #expect(imported.items[0].place.arousal > 0.3 && imported.items[0].energy == 0.95)
    #expect(
      imported.items[1].place == Affect(valence: 0.2, arousal: -0.1) && imported.items[1].estimate == nil)
    #expect(imported.report.skippedRows.map(\.place.line) == [3, 5, 6, 7])
    #expect(
      imported.report.skippedRows[1].reason.hasPrefix("unknown field “titel”; there are title, creator"))
    #expect(imported.report.skippedRows[2].reason == "tags has the wrong form")
  }

  @Test func `a catalogue is taken whole or not at all`() throws {
    let items = [item("a"), item("b")]
    let json = try JSONEncoder().encode(items)
    #expect(try importing(.bytes([UInt8](json), name: "a.json")).items == items)
    #expect(
      complaint("[\n{\"id\": 1}]", as: "a.json")
        == "a.json, line 2: item without an id: missing fields “title”, “creator”, “kind”, “minutes”, “valence”, "
        + "“arousal”, “energy”, “tags”, “why”")
  }

  @Test func `a Spotify history gives each piece once, with the newest times`() throws {
    let text = """
      [{"endTime": "2023-01-02 12:30", "artistName": "Björk", "trackName": "Hyperballad", "msPlayed": 321000},
       {"endTime": "2023-05-06 08:00", "artistName": "Björk", "trackName": "Hyperballad", "msPlayed": 4000},
       {"endTime": "2023-01-01 00:00", "artistName": "Björk", "trackName": "Hyperballad", "msPlayed": 200000},
       {"endTime": "2023-01-03 07:00", "podcastName": "The Moth", "episodeName": "One", "msPlayed": 1200000},
       {"endTime": "yesterday", "artistName": "Björk", "trackName": "Jóga", "msPlayed": 1},
       {"endTime": "2023-01-03 07:00", "artistName": null, "trackName": "Jóga", "msPlayed": 1}]
      """
    let imported = try importing(text, as: "StreamingHistory_music_0.json")
    #expect(imported.report.format == .spotify && imported.report.repeated == 2)
    #expect(imported.items.map(\.title) == ["Hyperballad", "One"])
    #expect(imported.items.map(\.kind) == [.music, .podcast] && imported.items.map(\.minutes) == [6, 20])
    #expect(imported.items.allSatisfy { $0.estimate == 0 })
    let id = imported.items[0].id
    #expect(
      imported.interactions.prefix(2) == [
        Interaction(itemID: id, kind: .view, at: try date("2023-05-06T08:00")),
        Interaction(itemID: id, kind: .finish, at: try date("2023-01-02T12:30")),
      ])
    #expect(
      imported.report.skippedRows.map(\.description) == [
        "StreamingHistory_music_0.json, line 5: it has no time it was played at, ts or endTime",
        "StreamingHistory_music_0.json, line 6: it names neither a track with its artist nor an episode with its podcast",
      ])
  }

  @Test func `an extended history and a library of Spotify have links`() throws {
    let text = """
      [{"ts": "2019-03-01T12:00:00Z", "ms_played": 31000, "master_metadata_track_name": "Jóga",
        "master_metadata_album_artist_name": "Björk", "spotify_track_uri": "spotify:track:4uLU6hMCjMI75M1A2tKUQC"},
       {"ts": "2019-03-01T12:00:00Z", "ms_played": 31000, "master_metadata_track_name": "B",
        "master_metadata_album_artist_name": "C", "spotify_track_uri": "spotify:track:../evil"}]
      """
    let imported = try importing(text, as: "Streaming_History_Audio_2019.json")
    #expect(imported.items.map(\.link) == ["https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", nil])
    #expect(imported.interactions.map(\.at) == [try date("2019-03-01T12:00"), try date("2019-03-01T12:00")])
    let library = """
      {"tracks": [{"artist": "Björk", "album": "Homogenic", "track": "Jóga", "uri": "spotify:track:abc"}], "albums": []}
      """
    let saved = try importing(library, as: "YourLibrary.json")
    #expect(saved.items.map(\.id) == [imported.items[0].id])
    #expect(saved.interactions == [Interaction(itemID: saved.items[0].id, kind: .like, at: importDate)])
  }

  @Test(arguments: [
    ("2019-03-01T12:00:00Z", "2019-03-01T12:00"), ("2019-03-01T12:00:00-05:00", "2019-03-01T17:00"),
    ("2019-03-01 00:30:00.250 +0130", "2019-02-28T23:00"), ("2019-03-01", "2019-03-01T00:00"),
  ]) func `a time is in the zone it names, or in UTC`(text: String, utc: String) throws {
    let history = """
      [{"ts": "\(text)", "ms_played": 31000, "master_metadata_track_name": "J",
        "master_metadata_album_artist_name": "B"}]
      """
    let imported = try importing(history, as: "Streaming_History_Audio_2019.json")
    #expect(imported.interactions.map(\.at) == [try date(utc)])
  }

  static let listen = """
    {"listened_at": 1551441600, "track_metadata": {"artist_name": "Björk", "track_name": "Jóga", \
    "additional_info": {"duration_ms": 305000, "origin_url": "javascript:alert(1)"}}}
    """

  @Test func `listens of ListenBrainz are read as lines and as a list`() throws {
    let lines = try importing(Self.listen + "\n" + Self.listen + "\n{\"listened_at\": 1}\n", as: "3.jsonl")
    #expect(lines.report.format == .listenbrainz && lines.report.repeated == 1)
    #expect(lines.report.skippedRows.map(\.place.line) == [3])
    #expect(lines.items.map(\.minutes) == [6] && lines.items[0].link == nil)
    #expect(lines.interactions.map(\.at) == [try date("2019-03-01T12:00")])
    let list = try importing("[\(Self.listen)]", as: "listens.json")
    #expect(list.report.format == .listenbrainz && list.items == lines.items)
  }

  @Test(arguments: [
    "artist,album,track,date\nBjörk,Homogenic,Jóga,\"01 Mar 2019, 12:00\"\n",
    "Björk,Homogenic,Jóga,01 Mar 2019 12:00\n",
    "uts,utc_time,artist,album,track\n1551441600,x,Björk,Homogenic,Jóga\n",
    "Artist;Album;AlbumId;Track;Date#me\nBjörk;Homogenic;;Jóga;1551441600000\n",
  ])
  func `scrobbles of Last.fm are read from every table people have`(text: String) throws {
    let imported = try importing(text, as: "scrobbles.csv")
    #expect(imported.report.format == .lastfm)
    #expect(imported.items.map(\.title) == ["Jóga"] && imported.items.map(\.creator) == ["Björk"])
    #expect(
      imported.interactions
        == [Interaction(itemID: imported.items[0].id, kind: .finish, at: try date("2019-03-01T12:00"))])
  }

  @Test func `pages of Last.fm in JSON are read, without what is playing now`() throws {
    let text = """
      [{"recenttracks": {"track": [
        {"artist": {"#text": "Björk"}, "name": "Hunter", "@attr": {"nowplaying": "true"}},
        {"artist": {"#text": "Björk"}, "name": "Jóga", "loved": "1", "date": {"uts": "1551441600"}},
        {"artist": {"#text": "Björk"}, "name": "Bachelorette"}]}}]
      """
    let imported = try importing(text, as: "lastfm.json")
    #expect(imported.items.map(\.title) == ["Jóga"])
    #expect(imported.interactions.map(\.kind) == [.finish, .like])
    #expect(imported.report.skippedRows.map(\.place.line) == [4])
  }
}
