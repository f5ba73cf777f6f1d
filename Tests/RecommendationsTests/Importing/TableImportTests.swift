import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct TableImportTests {
  static let table = """
    title,creator,kind,id,year,minutes,link,valence,arousal,energy,tags,why,source
    "Gymnopédie, No. 1",Erik Satie,music,satie,1888,3.2,https://example.org/a,0.3,-0.6,0.1,piano;calm,Slow.,
    Dune,Frank Herbert,Book,,1965,,,,,,science-fiction|Adventure,,https://example.org/dune
    """

  @Test func `a table is read column by column`() throws {
    let imported = try importing(Self.table, as: "mine.csv")
    #expect(
      imported.items[0]
        == Item(
          id: "satie", title: "Gymnopédie, No. 1", creator: "Erik Satie", year: 1888, kind: .music,
          minutes: 4,
          link: "https://example.org/a", place: Affect(valence: 0.3, arousal: -0.6), energy: 0.1,
          tags: ["piano", "calm"], why: "Slow."))
    let dune = imported.items[1]
    #expect(dune.kind == .book && dune.minutes == 360 && dune.source == "https://example.org/dune")
    #expect(dune.estimate ?? 0 > 0 && dune.place.arousal > 0)
    #expect(dune.why == "Estimated from adventure, science-fiction.")
    #expect(imported.report.format == .csv && imported.report.items == 2 && imported.report.estimated == 1)
    #expect(imported.report.skipped == 0)
  }

  @Test func `the same work has the same id from whichever file it comes`() throws {
    let first = try importing(Self.table, as: "mine.csv").items[1].id
    #expect(first == (try importing(Self.table, as: "again.csv").items[1].id))
    let other = try importing("kind\tname\tauthor\nbook\tDUNE \tfrank  herbert\n", as: "b.tsv").items[0]
    #expect(other.id == first && first.hasPrefix("book-dune-"))
    #expect(try importing("title,kind\nDune,film", as: "c.csv").items[0].id != first)
  }

  @Test func `what an import made reads as a catalogue`() throws {
    let items = try importing(Self.table, as: "mine.csv").items
    #expect(try Catalogue.parse(json: try JSONEncoder().encode(items)) == items)
  }

  @Test func `quotes, semicolons and line breaks in a text are understood, and lines counted`() throws {
    let text = "title;kind;why;valence;arousal\r\n\"A \"\"b\"\";\r\nc\";film;x;0;0\r\n\r\nB;cinema;;;\r\n"
    let imported = try importing(text, as: "a.csv")
    #expect(imported.items.map(\.title) == ["A \"b\"; c"])
    #expect(
      imported.report.skippedRows.map(\.description)
        == ["a.csv, line 5: unknown kind “cinema”; it is one of music, film, book, podcast, talk"])
  }

  @Test func `wrong columns are named with those there are`() {
    #expect(
      complaint("titel,kind\nA,film", as: "a.csv")
        == "a.csv, line 1: there is no column “title”; unknown column “titel”: rename it or take it out; the columns "
        + "are title, creator, kind, id, year, minutes, link, valence, arousal, energy, tags, why, source, estimate, "
        + "tempo, loudness, mode, file")
    #expect(complaint("title\nA", as: "a.csv")?.contains("there is no column “kind”") == true)
    #expect(complaint("title,name,kind\nA,B,film", as: "a.csv") == "a.csv, line 1: two columns mean the same")
  }

  @Test func `the kind can be said for the whole file`() throws {
    let items = try importing("title\nA\nB", as: "a.csv", ImportOptions(kind: .talk)).items
    #expect(items.map(\.kind) == [.talk, .talk] && items.allSatisfy { $0.minutes == 20 })
    #expect(items.allSatisfy { $0.creator == Item.unknownCreator })
  }

  @Test(arguments: [
    ("A,film,2", "it has 3 fields, and there are 5 columns"), (",film,,,", "there is no title"),
    (
      "A,,,,",
      "there is no kind, one of music, film, book, podcast, talk, and none was named for the whole file"
    ),
    (
      "A,film,javascript:alert(1),,",
      "the link “javascript:alert(1)” is refused; only http:// and https:// addresses are taken"
    ),
    ("A,film,,2,0", "valence must be a number from -1 to 1"),
    ("A,film,,0.5,", "valence and arousal come together: give both or neither"),
    ("A,film,,high,0", "valence must be a number, and “high” is none"),
    ("A,film,,nan,0", "valence must be a number, and “nan” is none"),
  ])
  func `a row that cannot be used is skipped and named with its line`(row: String, reason: String) throws {
    let text = "title,kind,link,valence,arousal\nGood,film,,,\n\(row)\n"
    let imported = try importing(text, as: "a.csv")
    #expect(imported.items.map(\.title) == ["Good"])
    #expect(imported.report.skipped == 1)
    #expect(imported.report.skippedRows.first?.description == "a.csv, line 3: \(reason)")
    #expect(
      complaint(text, as: "a.csv", ImportOptions(isStrict: true))
        == "a.csv, line 3: \(reason); nothing was imported")
  }

  @Test func `an id that comes twice is skipped with both lines`() throws {
    let imported = try importing("title,kind,id\nA,film,x\nB,film,y\nC,film,x", as: "a.csv")
    #expect(imported.items.map(\.title) == ["A", "B"])
    #expect(imported.report.skippedRows.map(\.reason) == ["the id “x” was already used in line 2"])
  }

  @Test func `of many skipped rows the first are kept and all are counted`() throws {
    let text = "title,kind\nA,film\n" + String(repeating: ",film\n", count: 500)
    let report = try importing(text, as: "a.csv").report
    #expect(report.skipped == 500 && report.skippedRows.count == ImportReport.mostRows)
  }

  @Test func `a file of which nothing can be used is an error`() {
    #expect(
      complaint("title,kind\n,film", as: "a.csv")
        == "a.csv: nothing in it could be imported; the first that was skipped is a.csv, line 2: there is no title"
    )
    #expect(complaint("", as: "a.csv") == "a.csv: nothing in it could be imported")
    #expect(complaint("hello", as: "a.doc")?.hasPrefix("a.doc: its format is not recognised") == true)
  }

  @Test func `a quote that is never closed is found where it was opened`() {
    #expect(
      complaint("title,kind\nA,film\n\"B,film\nC,film\n", as: "a.csv")
        == "a.csv, line 3: a quote is opened and never closed")
    #expect(
      complaint("title,kind\n\"A\"b,film\n", as: "a.csv")
        == "a.csv, line 2: something follows a closing quote; write a quote in a text twice")
  }

  @Test func `control characters, which a terminal would obey, become spaces`() throws {
    #expect(
      try importing("title,kind\nA\u{1B}[31m\u{9B}B\u{0},film", as: "a.csv", ImportOptions(encoding: .utf8))
        .items[0].title == "A [31m B")
  }

  @Test func `UTF-16 with its mark is read, and without it refused unless named`() throws {
    let text = "title,kind\nPiñata 😀,film\n"
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, [0xEF, 0xBB, 0xBF] + Array(text.utf8)] {
      #expect(try importing(.bytes(bytes, name: "a.csv")).items.map(\.title) == ["Piñata 😀"])
    }
    #expect(complaint(little, as: "a.csv")?.contains("looks like UTF-16 without a mark") == true)
    #expect(
      try importing(.bytes(little, name: "a.csv"), ImportOptions(encoding: .utf16le)).items[0].title
        == "Piñata 😀")
  }

  @Test func `Latin-1 is refused with its line, and read when named`() throws {
    let bytes =
      Array("title,kind\nA,film\nPi".utf8) + [0xF1] + Array("ata ".utf8) + [0x80] + Array(",film".utf8)
    #expect(
      complaint(bytes, as: "a.csv")
        == "a.csv, line 3: not UTF-8; save the file as UTF-8, or if it is Latin-1, name that encoding, latin1"
    )
    #expect(
      try importing(.bytes(bytes, name: "a.csv"), ImportOptions(encoding: .latin1)).items.map(\.title)
        == ["A", "Piñata €"])
  }

  @Test func `a line without end is refused and not read to its end`() throws {
    let endless = try #require(FileHandle(forReadingAtPath: "/dev/zero"))
    let options = ImportOptions(format: .csv, encoding: .utf8)
    #expect(throws: ImportError.self) {
      try Importer(options: options).run(.handle(endless, name: "zero"), at: importDate) { _ in }
    }
    let long = "title,kind\n\"" + String(repeating: "x", count: 2_000_000) + "\",film"
    #expect(
      complaint(long, as: "a.csv")?.hasPrefix("a.csv, line 2: a line or text longer than 1048576 bytes")
        == true)
    let many = "title,kind\n\"" + String(repeating: "x\n", count: 1_000_000) + "\",film"
    #expect(complaint(many, as: "a.csv")?.hasPrefix("a.csv, line 2: a line or text longer") == true)
  }

  @Test func `rows come in batches, and the taker can end it`() throws {
    struct Full: Error {}
    let text = "title,kind\n" + (0..<10).map { "Film \($0),film\n" }.joined()
    let imported = try importing(text, as: "a.csv", ImportOptions(batch: 4))
    #expect(imported.batches == 3 && imported.items.count == 10)
    var taken = 0
    #expect(throws: Full.self) {
      try Importer(options: ImportOptions(batch: 4)).run(
        .bytes(Array(text.utf8), name: "a.csv"), at: importDate
      ) { batch in
        taken += batch.items.count
        if taken > 4 { throw Full() }
      }
    }
    #expect(taken == 8)
  }

  @Test func `progress tells how far it is`() throws {
    var seen: [ImportProgress] = []
    let bytes = Array(Self.table.utf8)
    try Importer().run(
      .bytes(bytes, name: "a.csv"), at: importDate, progress: { seen.append($0) }, handOn: { _ in })
    #expect(seen.last?.bytes == bytes.count && seen.last?.total == bytes.count && seen.last?.items == 2)
  }

  @Test func `a file that is not there is an error in words`() {
    #expect(throws: ImportError.unreadable(file: "no.csv", reason: "is it there, and may you read it?")) {
      try Importer().run(.file(URL(fileURLWithPath: "/nowhere/no.csv")), at: importDate) { _ in }
    }
  }
}
