import Foundation
import Recommendations
import Testing

@Suite struct FileImportTests {
  static let playlist = """
    #EXTM3U
    #EXTINF:215,Björk - Jóga
    /music/Björk/02 - Jóga.flac
    #EXTGENRE:Ambient; Sleep
    #EXTINF:-1 tvg-id="a,b",A Stream, with a comma
    https://radio.example.org/stream
    # a comment
    C:\\Music\\03. Nina Simone - Sinnerman.mp3
    #EXTINF:215,björk - JÓGA
    ../Björk/Joga%20again.mp3
    javascript:alert(1)
    Kind%20of%20Blue.ogg
    """

  @Test func `a playlist becomes music, each piece once`() throws {
    let imported = try importing(Self.playlist, as: "mine.m3u8")
    #expect(
      imported.items.map(\.title) == ["Jóga", "A Stream, with a comma", "Sinnerman", "Kind of Blue"])
    #expect(imported.items.map(\.creator) == ["Björk", "Unknown", "Nina Simone", "Unknown"])
    #expect(imported.items.map(\.minutes) == [4, 4, 4, 4])
    #expect(imported.items.map(\.link) == [nil, "https://radio.example.org/stream", nil, nil])
    #expect(imported.items[1].tags == ["Ambient", "Sleep"] && imported.items[1].place.arousal < -0.3)
    #expect(imported.report.repeated == 1)
    #expect(
      imported.report.skippedRows.map(\.description) == [
        "mine.m3u8, line 11: the address “javascript:alert(1)” is refused; only files, http:// and https:// are taken"
      ])
  }

  @Test func `an old playlist in Latin-1 is understood, and that is said`() throws {
    let bytes = Array("#EXTINF:60,Bj".utf8) + [0xF6] + Array("rk - Army of Me\na.mp3\n".utf8)
    let imported = try importing(.bytes(bytes, name: "old.m3u"))
    #expect(imported.items.map(\.creator) == ["Björk"])
    #expect(imported.report.notes == ["The playlist is not UTF-8 and was read as Latin-1."])
  }

  static let exportify = """
    "Track URI","Track Name","Album Name","Artist Name(s)","Release Date","Duration (ms)","Genres","Energy","Loudness","Mode","Tempo"
    "spotify:track:abc","Misirlou","Surfers' Choice","Dick Dale;The Del-Tones","1962-11-01",135000,"surf,rock",0.95,-6.1,0,174.2
    "spotify:track:abc","Misirlou","Surfers' Choice","Dick Dale","1962",135000,"surf,rock",0.95,-6.1,0,174.2
    "","","","",,,,,,,
    "short"
    """

  @Test func `a playlist with the sound of its tracks places them`() throws {
    let imported = try importing(Self.exportify, as: "surf.csv")
    #expect(imported.report.format == .exportify && imported.report.repeated == 1)
    let item = try #require(imported.items.first)
    #expect(item.title == "Misirlou" && item.creator == "Dick Dale" && item.year == 1962 && item.minutes == 3)
    #expect(item.link == "https://open.spotify.com/track/abc" && item.tags == ["surf", "rock"])
    #expect(item.energy == 0.95 && item.place.arousal > 0.5 && item.estimate ?? 0 > 0.3)
    #expect(item.why == "Estimated from rock, energy, tempo, loudness, mode.")
    #expect(imported.report.skippedRows.map(\.place.line) == [4, 5])
  }

  /// Runs in a folder of its own with the two files of a data set.
  func withDataSet(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "mien-import-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let movies = """
      movieId,title,genres
      1,Toy Story (1995),Adventure|Animation|Children|Comedy
      2,"Matrix, The (1999)",Sci-Fi|Thriller
      3,No Year,(no genres listed)
      x,Bad,Drama

      """
    let ratings = """
      userId,movieId,rating,timestamp
      1,1,4.5,1551441600
      2,1,1.0,1551441600
      1,2,2.0,1551441601
      1,3,3.0,not a time

      """
    try Data(movies.utf8).write(to: folder.appendingPathComponent("movies.csv"))
    try Data(ratings.utf8).write(to: folder.appendingPathComponent("ratings.csv"))
    try body(folder)
  }

  @Test func `a MovieLens folder becomes films, and one user's ratings interactions`() throws {
    try withDataSet { folder in
      let imported = try importing(.file(folder), ImportOptions(user: "1"))
      #expect(imported.items.map(\.id) == ["movielens-1", "movielens-2", "movielens-3"])
      #expect(imported.items.map(\.title) == ["Toy Story", "The Matrix", "No Year"])
      #expect(imported.items.map(\.year) == [1995, 1999, nil])
      #expect(imported.items[0].tags == ["adventure", "animation", "family", "comedy"])
      #expect(imported.items[0].place.valence > 0.3 && imported.items[1].place.valence < 0.2)
      #expect(imported.items.map { $0.estimate == 0 } == [false, false, true])
      let time = try date("2019-03-01T12:00")
      #expect(
        imported.interactions == [
          Interaction(itemID: "movielens-1", kind: .finish, at: time),
          Interaction(itemID: "movielens-1", kind: .like, at: time),
          Interaction(itemID: "movielens-2", kind: .finish, at: time.addingTimeInterval(1)),
          Interaction(itemID: "movielens-2", kind: .skip, at: time.addingTimeInterval(1)),
        ])
      #expect(
        imported.report.skippedRows.map(\.description) == [
          "movies.csv, line 5: a film is movieId,title,genres",
          "ratings.csv, line 5: a rating is userId,movieId,rating,timestamp",
        ])
    }
  }

  @Test func `without a user the ratings are left alone`() throws {
    try withDataSet { folder in
      let imported = try importing(.file(folder))
      #expect(imported.interactions.isEmpty && imported.items.count == 3)
      #expect(imported.report.notes == ["ratings.csv was left alone, as no user of it was named."])
      let alone = try importing(.file(folder.appendingPathComponent("movies.csv")))
      #expect(alone.report.format == .movielens && alone.items == imported.items)
    }
  }

  @Test func `another folder is refused`() {
    #expect(throws: ImportError.self) {
      try Importer().run(.file(FileManager.default.temporaryDirectory), at: importDate) { _ in }
    }
  }

  static let samples: [(String, String)] = [
    ("a.csv", TableImportTests.table), ("e.csv", exportify),
    ("a.jsonl", "{\"title\": \"A\", \"kind\": \"film\"}\n"),
    ("a.json", JSONImportTests.listen), ("b.jsonl", JSONImportTests.listen), ("a.m3u", playlist),
    ("a.opml", XMLImportTests.outline), ("a.rss", XMLImportTests.feed),
    ("c.csv", "Björk,Homogenic,Jóga,01 Mar 2019 12:00\nBjörk,Homogenic,Jóga,01 Mar 2019 12:00\n"),
    ("d.csv", "movieId,title,genres\n1,Toy Story (1995),Adventure\n"),
    (
      "s.json", #"[{"endTime": "2023-01-02 12:30", "artistName": "B", "trackName": "H", "msPlayed": 321000}]"#
    ),
  ]

  @Test func `a file cut off or changed anywhere is read or refused in words, without a crash`() throws {
    var generator = SeededGenerator(seed: 7)
    for (name, text) in Self.samples {
      let bytes = Array(text.utf8)
      #expect(complaint(bytes, as: name) == nil)
      for end in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 300) {
        #expect(complaint(Array(bytes[..<end]), as: name)?.hasPrefix("another error") != true)
      }
      for _ in 0..<300 {
        var changed = bytes
        for _ in 0..<3 {
          changed[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        #expect(complaint(changed, as: name)?.hasPrefix("another error") != true)
      }
    }
  }
}
