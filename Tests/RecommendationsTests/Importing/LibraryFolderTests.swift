import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct LibraryFolderTests {
  private let library = LibraryFolder(URL(filePath: "/srv/music"))

  @Test func `a file below the folder is known by its path there`() {
    let base = URL(filePath: "/srv/music/lists", directoryHint: .isDirectory)
    let paths: [(String, URL?, String?)] = [
      ("/srv/music/Björk/Jóga.flac", nil, "Björk/Jóga.flac"),
      ("file:///srv/music/Bj%C3%B6rk/J%C3%B3ga.flac", nil, "Björk/Jóga.flac"),
      ("../Björk/Jóga.flac", base, "Björk/Jóga.flac"),
      ("mine.mp3", base, "lists/mine.mp3"),
      ("mine.mp3", nil, "mine.mp3"),
      ("Björk\\Jóga.flac", nil, "Björk/Jóga.flac"),
      ("100% mine #1?.mp3", nil, "100% mine #1?.mp3"),
    ]
    for (address, base, expected) in paths {
      #expect(library.path(of: address, from: base) == expected, "\(address)")
    }
  }

  @Test(arguments: [
    "/srv/musical/a.mp3", "/srv/music", "/srv/music/../secret.mp3", "../../etc/passwd", "/etc/passwd",
    "file://example.org/srv/musics/a.mp3", "file:", "", "a/../../b.mp3",
  ])
  func `a file elsewhere is not`(address: String) {
    #expect(library.path(of: address) == nil)
  }

  @Test(arguments: [
    "", "/a.mp3", "../a.mp3", "a/../b.mp3", "a//b.mp3", "a/", "./a.mp3", "a\u{0}.mp3", "a\n.mp3",
  ])
  func `no item has a path that is none below a folder`(path: String) throws {
    #expect(!LibraryFolder.isPath(path))
    let item = try importing("title,kind\nA,music", as: "a.csv").items[0]
    #expect(item.playing(path).file == nil)
  }

  @Test func `a playlist's files in the library can be played, others are items without a file`() throws {
    let playlist = """
      #EXTM3U
      #EXTINF:240,Björk - Jóga
      Björk/Jóga.flac
      /srv/music/Nina Simone/Sinnerman.mp3
      /home/ada/Private.mp3
      https://radio.example.org/stream.mp3
      """
    let options = ImportOptions(library: library)
    let items = try importing(playlist, as: "mine.m3u8", options).items
    #expect(items.map(\.file) == ["Björk/Jóga.flac", "Nina Simone/Sinnerman.mp3", nil, nil])
    #expect(items.map(\.link) == [nil, nil, nil, "https://radio.example.org/stream.mp3"])
    #expect(items[0].findingPlaces.first?.name == "Mien")
    #expect(items[0].findingPlaces.first?.address.hasSuffix("/play") == true)
    #expect(try importing(playlist, as: "mine.m3u8").items.allSatisfy { $0.file == nil })
  }

  @Test func `a file goes along through tables, JSON and the ranker's store`() throws {
    let row = "title,kind,file\nJóga,music,Björk/Jóga.flac\nBad,music,../x.mp3\n"
    let imported = try importing(row, as: "a.csv")
    #expect(imported.items.map(\.file) == ["Björk/Jóga.flac"])
    #expect(imported.report.skippedRows.first?.reason.hasPrefix("file “../x.mp3” is refused") == true)
    let item = imported.items[0]
    let json = try JSONEncoder().encode(item)
    #expect(try JSONDecoder().decode(Item.self, from: json) == item)
    #expect(try Item.parse(json: json) == item)
    #expect(item.corrected(to: item.place).file == item.file)
    let list = Ranker(catalogue: [item]).recommend(
      at: Moment(
        date: importDate, timeZone: .gmt, distribution: EmotionDistribution(.sad, confidence: 0.9)), limit: 1)
    #expect(list.first?.item.file == item.file)
  }
}
