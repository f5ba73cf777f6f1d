import Foundation
import Recommendations
import Testing

/// The answers of Subsonic's interface are supysonic's, shortened; those of Jellyfin are written as it documents them.
/// No network is used.
@Suite struct ServerImportTests {
  struct Gone: Error {}

  static func song(_ number: Int) -> String {
    """
    {"album": "Album", "artist": "A", "bitRate": 128, "contentType": "audio/mpeg", "created": "2026-11-23T04:44:03", \
    "discNumber": 1, "duration": 200, "genre": "Ambient", "id": "4ff5a4c1-\(number)", "isDir": false, "isVideo": false, \
    "parent": "2", "path": "Bj\\u00f6rk/254.mp3", "size": 168100, "suffix": "mp3", "title": "Song \(number)", \
    "track": 255, "type": "music", "year": 1999}
    """
  }

  static func subsonicPage(_ songs: [String]) -> [UInt8] {
    Array(
      """
      {"subsonic-response": {"status": "ok", "version": "1.16.1", "searchResult3": \
      {"song": [\(songs.joined(separator: ","))]}}}
      """.utf8)
  }

  func subsonic() throws -> MediaServer {
    try .subsonic(
      address: "https://music.example.org/", user: "ann & bob", password: "sesame", salt: "c19b2d")
  }

  @Test func `a Subsonic server is asked with a token, or with the password if it must be`() throws {
    let address = ServerImporter(try subsonic()).request(from: 500).address
    // The token is the example of the interface's documentation.
    #expect(
      address
        == "https://music.example.org/rest/search3.view?query=&songCount=500&songOffset=500&albumCount=0"
        + "&artistCount=0&v=1.13.0&c=mien&f=json&u=ann%20%26%20bob&t=26719a1196d2a940705a59634eb18eab&s=c19b2d"
    )
    let plain = try MediaServer.subsonic(
      address: "https://music.example.org", user: "ann", password: "sésame", salt: nil)
    #expect(ServerImporter(plain).request(from: 0).address.hasSuffix("&u=ann&p=enc%3A73c3a973616d65"))
  }

  @Test func `all pages of a Subsonic server are read`() async throws {
    let result = try await ServerImporter(try subsonic()).run(at: importDate) { request in
      if request.address.contains("songOffset=0&") { return Self.subsonicPage((0..<500).map(Self.song)) }
      let starred = """
        {"title": "Starred", "artist": "B", "starred": "2019-03-01T12:00:00.000Z", "genres": [{"name": "Jazz"}]}
        """
      return Self.subsonicPage([starred, Self.song(7), #"{"artist": "nameless"}"#])
    }
    let items = result.batches.flatMap(\.items)
    try #require(items.count == 501)
    #expect(result.report.repeated == 1 && result.report.format == .subsonic)
    #expect(items[0].minutes == 4 && items[0].tags == ["Ambient"] && items[0].place.arousal < 0)
    #expect(
      result.batches.flatMap(\.interactions)
        == [Interaction(itemID: items[500].id, kind: .like, at: try date("2019-03-01T12:00"))])
    #expect(result.report.skippedRows.map(\.reason) == ["there is no title"])
    // Where one signs in and hears it: an address that plays the song would hold a password.
    #expect(items.allSatisfy { $0.link == "https://music.example.org" })
    #expect(items[0].findingPlaces.first?.name == "music.example.org")
  }

  @Test func `a server that never comes to an end is left`() async throws {
    let importer = ServerImporter(try subsonic())
    await #expect(
      throws: ImportError.unreadable(
        file: "music.example.org", reason: "it sends the same page again and again")
    ) {
      try await importer.run(at: importDate) { _ in Self.subsonicPage((0..<500).map(Self.song)) }
    }
  }

  @Test func `a server that goes away in the middle leaves nothing behind`() async throws {
    let importer = ServerImporter(try subsonic())
    await #expect(throws: Gone.self) {
      try await importer.run(at: importDate) { request in
        guard request.address.contains("songOffset=0&") else { throw Gone() }
        return Self.subsonicPage((0..<500).map(Self.song))
      }
    }
  }

  @Test(arguments: [
    (
      #"{"subsonic-response": {"status": "failed", "error": {"code": 40, "message": "Wrong username or password."}}}"#,
      "the server refuses: “Wrong username or password.”"
    ),
    (
      #"{"subsonic-response": {"status": "failed", "error": {"code": 10, "message": "A required parameter is missing."}}}"#,
      "it seems to know no tokens (“A required parameter is missing.”); send the password itself"
    ),
    ("{}", "what answers there does not speak Subsonic's interface"),
    ("<html>", "its answer is not JSON; is the address right?"),
  ])
  func `a refusal is told in words, without the token`(answer: String, reason: String) async throws {
    let importer = ServerImporter(try subsonic())
    await #expect(throws: ImportError.unreadable(file: "music.example.org", reason: reason)) {
      try await importer.run(at: importDate) { _ in Array(answer.utf8) }
    }
  }

  @Test func `a Jellyfin server is read with its links, favourites and plays`() async throws {
    let server = try MediaServer.jellyfin(address: "http://10.0.0.2:8096", key: "k3y", user: "u1")
    let importer = ServerImporter(server)
    let request = importer.request(from: 0)
    #expect(request.headers == ["Authorization": "MediaBrowser Token=\"k3y\""])
    #expect(
      request.address.hasPrefix("http://10.0.0.2:8096/Items?Recursive=true&IncludeItemTypes=Audio%2CMovie"))
    #expect(
      request.address.hasSuffix("&StartIndex=0&Limit=500&userId=u1") && !request.address.contains("k3y"))
    let answer = """
      {"Items": [
        {"Name": "Alien", "Id": "a1", "Type": "Movie", "ProductionYear": 1979, "RunTimeTicks": 70200000000,
         "Genres": ["Horror"], "People": [{"Name": "Sigourney Weaver", "Type": "Actor"},
         {"Name": "Ridley Scott", "Type": "Director"}],
         "UserData": {"Played": true, "IsFavorite": true, "LastPlayedDate": "2019-03-01T12:00:00.0000000Z"}},
        {"Name": "Jóga", "Id": "b2", "Type": "Audio", "Artists": ["Björk"], "UserData": {"Played": false}},
        {"Name": "A series", "Id": "c3", "Type": "Series"}], "TotalRecordCount": 3}
      """
    let result = try await importer.run(at: importDate) { _ in Array(answer.utf8) }
    let items = result.batches.flatMap(\.items)
    try #require(items.count == 2)
    #expect(items.map(\.title) == ["Alien", "Jóga"] && items.map(\.creator) == ["Ridley Scott", "Björk"])
    #expect(items[0].minutes == 117 && items[0].link == "http://10.0.0.2:8096/web/#/details?id=a1")
    #expect(items[0].place.valence < 0)
    let time = try date("2019-03-01T12:00")
    #expect(
      result.batches.flatMap(\.interactions) == [
        Interaction(itemID: items[0].id, kind: .finish, at: time),
        Interaction(itemID: items[0].id, kind: .like, at: time),
      ])
    #expect(result.report.skippedRows.map(\.reason) == ["“Series” is neither music nor film nor book"])
  }

  @Test(arguments: [
    "music.example.org", "javascript:alert(1)", "https://example.org/?a=b", "https://u:p@example.org",
  ])
  func `what is no address of a server is refused`(address: String) {
    #expect(throws: ImportError.self) { try MediaServer.jellyfin(address: address, key: "k") }
  }

  @Test func `an item names where it can be found`() throws {
    let song = try importing("title,creator,kind\nJóga & more,Björk,music", as: "a.csv").items[0]
    #expect(
      song.findingPlaces.map(\.address) == [
        "https://open.spotify.com/search/J%C3%B3ga%20%26%20more%20Bj%C3%B6rk",
        "https://www.youtube.com/results?search_query=J%C3%B3ga%20%26%20more%20Bj%C3%B6rk",
      ])
    let book = try importing("title,kind,link\nDune,book,https://example.org/dune", as: "a.csv").items[0]
    #expect(book.findingPlaces.map(\.name) == ["example.org", "Open Library"])
    #expect(book.findingPlaces.allSatisfy { isWebAddress($0.address) })
  }
}
