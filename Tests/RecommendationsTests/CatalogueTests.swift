import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct CatalogueTests {
  /// An item whose fields a test replaces or, with `nil`, takes away.
  func object(_ changes: [String: String?] = [:]) -> String {
    var fields: [String: String] = [
      "id": "\"a\"", "title": "\"Gymnopédie No. 1\"", "creator": "\"Erik Satie\"", "year": "1888",
      "kind": "\"music\"", "minutes": "3", "link": "\"https://example.org/a\"", "valence": "0.3",
      "arousal": "-6e-1", "energy": "0.1", "tags": "[\"piano\", \"calm\"]", "why": "\"Slow and clear.\"",
    ]
    for (field, value) in changes { fields[field] = value }
    return "{"
      + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",\n")
      + "}"
  }

  func parse(_ text: String) throws -> [Item] { try Catalogue.parse(json: Data(text.utf8)) }

  func failure(_ text: String) -> CatalogueError? {
    do throws(CatalogueError) {
      _ = try Catalogue.parse(json: Data(text.utf8))
      return nil
    } catch { return error }
  }

  @Test func `a catalogue is read`() throws {
    let items = try parse("[\(object()), \(object(["id": #""b""#, "year": "null", "link": nil]))]")
    #expect(
      items[0]
        == Item(
          id: "a", title: "Gymnopédie No. 1", creator: "Erik Satie", year: 1888, kind: .music, minutes: 3,
          link: "https://example.org/a", place: Affect(valence: 0.3, arousal: -0.6), energy: 0.1,
          tags: ["piano", "calm"], why: "Slow and clear."))
    #expect(items[1].year == nil && items[1].link == nil)
    #expect(try parse("\u{FEFF} [ ] \n").isEmpty)
    #expect(
      try parse("{\"version\": 1, \"judgement\": \"Ours.\", \"items\": [\(object())]}")
        == parse("[\(object())]"))
  }

  @Test func `an item survives the way to JSON and back`() throws {
    let item = try #require(try parse("[\(object())]").first)
    let json = try JSONEncoder().encode([item])
    #expect(try JSONDecoder().decode([Item].self, from: json) == [item])
    #expect(try Catalogue.parse(json: json) == [item])
    let fields = try #require(JSONSerialization.jsonObject(with: json) as? [[String: Any]]).first
    #expect(fields?["valence"] as? Double == 0.3)
    #expect(fields?["place"] == nil)
  }

  @Test func `escapes in a text are read`() throws {
    let title = #""a\"\\\/\u00e9\ud83d\ude00""#
    #expect(try parse("[\(object(["title": title]))]").first?.title == "a\"\\/é😀")
  }

  @Test(arguments: [#""a\nb""#, #""a\u001b[31mb""#, #""a\u0000b""#, #""a\u009bb""#])
  func `control characters, which a terminal would obey, are refused`(title: String) {
    #expect(
      failure("[\(object(["title": title]))]")?.description.contains("control characters") == true)
  }

  @Test func `wrong columns are named`() {
    #expect(
      failure("[\n\(object(["titel": "1", "title": nil, "why": nil]))]")
        == .wrongFields(line: 2, id: "a", unknown: ["titel"], missing: ["title", "why"]))
    #expect(
      failure("[\n\(object(["titel": "1", "title": nil]))]")?.description
        == "line 2: item “a”: missing field “title”; unknown field “titel”; an item has id, title, creator, year, "
        + "kind, minutes, link, valence, arousal, energy, tags, why, estimate, source, file")
  }

  @Test(arguments: [
    ("valence", "1.5", "a number from -1 to 1", 11), ("arousal", "-1.01", "a number from -1 to 1", 2),
    ("arousal", "\"high\"", "a number from -1 to 1", 2), ("energy", "2", "a number from 0 to 1", 4),
    ("minutes", "0", "a whole number from 1 to 100000", 8),
    ("minutes", "2.5", "a whole number from 1 to 100000", 8),
    ("year", "\"1888\"", "a whole number from -4000 to 3000", 13),
    ("title", "\"  \"", "a text of 1 to 500 characters", 10), ("id", "7", "a text of 1 to 200 characters", 5),
    ("tags", "\"calm\"", "a list of at most 50 texts of 1 to 100 characters", 9),
    ("tags", "[1]", "a list of at most 50 texts of 1 to 100 characters", 9),
  ])
  func `a wrong value is named with its line and item`(
    field: String, value: String, expected: String, line: Int
  ) {
    #expect(
      failure("[\n\(object([field: value]))]")
        == .wrongValue(line: line, id: field == "id" ? nil : "a", field: field, expected: expected))
  }

  @Test func `an unknown kind is named with the kinds there are`() {
    let error = failure("[\(object(["kind": #""game""#]))]")
    #expect(error == .unknownKind(line: 5, id: "a", kind: "game"))
    #expect(
      error?.description.hasSuffix("unknown kind “game”; it is one of music, film, book, podcast, talk")
        == true)
  }

  @Test(arguments: [
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "ftp://example.org/a", "//example.org",
    "example.org", "https://", "https://user@example.org/", "https:///path", " https://example.org",
    "https://example.org/a b", "https://example.org/\u{7F}", "https://example.org/\\\"onclick=",
    "http:example.org", "https://:80/",
  ])
  func `a link that is no web address is refused`(link: String) {
    #expect(failure("[\(object(["link": "\"\(link)\""]))]") != nil)
    #expect(!isWebAddress(link))
    let item = Item(
      id: "a", title: "", creator: "", kind: .book, minutes: 1, link: link, place: .origin, energy: 0.5)
    #expect(item.link == nil)
  }

  @Test(arguments: [
    "https://en.wikipedia.org/wiki/The_Hitchhiker's_Guide_(novel)?a=b#c", "HTTP://example.org",
    "https://de.wikipedia.org/wiki/Märchen", "http://127.0.0.1:8080/x@y",
  ])
  func `a web address is taken`(link: String) throws {
    #expect(isWebAddress(link))
    #expect(try parse("[\(object(["link": "\"\(link)\""]))]").first?.link == link)
  }

  @Test func `a link that is refused is shown with its line`() {
    #expect(
      failure("[\n\(object(["link": #""javascript:alert(1)""#]))]")?.description
        == "line 7: item “a”: the link “javascript:alert(1)” is refused; only http:// and https:// addresses are taken"
    )
  }

  @Test func `a source is read, written, and held to the same rules as a link`() throws {
    let source = "https://en.wikipedia.org/wiki/Gymnop%C3%A9dies"
    let item = try #require(try parse("[\(object(["source": "\"\(source)\""]))]").first)
    #expect(item.source == source && item.reference == source)
    #expect(try Catalogue.parse(json: try JSONEncoder().encode([item])) == [item])
    #expect(item.corrected(to: .origin).source == source)
    #expect(try parse("[\(object())]").first?.reference == "https://example.org/a")
    #expect(
      failure("[\n\(object(["source": #""javascript:alert(1)""#]))]")
        == .refusedLink(line: 9, id: "a", link: "javascript:alert(1)"))
    let kept = Ranker(catalogue: [item]).recommend(at: try moment(.happy, at: "2026-11-18T15:00"), limit: 1)
    #expect(kept.first?.item == item)
  }

  @Test func `an id that comes twice is refused with both lines`() throws {
    #expect(failure("[\n\(object()),\n\(object())]") == .duplicateID(line: 14, id: "a", firstLine: 2))
    let items = try parse("[\(object())]")
    #expect(throws: CatalogueError.duplicateID(line: 2, id: "a", firstLine: 1)) {
      try Catalogue(items: items + items)
    }
  }

  @Test(arguments: [
    ("", CatalogueError.notAnItem(line: 1)), ("{}", .notAnItem(line: 1)), ("[1]", .notAnItem(line: 1)),
    ("[\n\n[]]", .notAnItem(line: 3)), ("{\n\"items\": 1}", .notAnItem(line: 2)),
    ("{\n\"itmes\": []}", .notAnItem(line: 2)), ("{\n\"version\": 2,", .unknownVersion(line: 2)),
    ("{\"items\": [], \"items\": []}", .syntax(line: 1, "the field “items” comes twice")),
    ("[\n{\"id\": }]", .syntax(line: 2, "a value expected")),
    ("[{\"id\": 01}]", .syntax(line: 1, "“01” is no number")),
    ("[{\"id\": 1e999}]", .syntax(line: 1, "“1e999” is no number")),
    ("[{\"id\": \"\\x\"}]", .syntax(line: 1, "an unknown escape after a backslash")),
    ("[{\"id\": \"\\ud800\"}]", .syntax(line: 1, "half of a surrogate pair")),
    (
      "[{\"id\": \"a\n\"}]",
      .syntax(line: 1, "a text runs over the end of the line or has a control character in it")
    ),
    ("[{\"id\": 1, \"id\": 2}]", .syntax(line: 1, "the field “id” comes twice")),
    ("[{\"id\" 1}]", .syntax(line: 1, "“:” expected after the field “id”")),
    ("[{\"id\": 1", .syntax(line: 1, "“}” expected or a comma after the field “id”")),
    ("[{\"id\": \"abc", .syntax(line: 1, "the file ends in the middle of a text")),
    ("[\n] x", .syntax(line: 2, "something follows the catalogue")),
  ])
  func `what is no catalogue is refused with its line`(text: String, expected: CatalogueError) {
    #expect(failure(text) == expected)
  }

  @Test func `text in another encoding is refused with its line`() {
    let latin = Data("[\n{\"id\": \"Gymnop".utf8) + Data([0xE9]) + Data("die\"}]".utf8)
    #expect(throws: CatalogueError.notUTF8(line: 2)) { try Catalogue.parse(json: latin) }
    #expect(throws: CatalogueError.notUTF8(line: 1)) {
      try Catalogue.parse(json: Data([0xFF, 0xFE, 0x5B, 0]))
    }
  }

  @Test func `a file nested without end is refused, not followed`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(failure("[{\"id\": " + text) == .syntax(line: 1, "nested deeper than 16 levels"))
  }

  @Test func `a catalogue cut off or changed anywhere is refused or read, without a crash`() throws {
    let bytes = Array("[\(object())]".utf8)
    for end in bytes.indices {
      #expect(throws: CatalogueError.self) { try Catalogue.parse(json: Data(bytes[..<end])) }
    }
    var generator = SeededGenerator(seed: 7)
    var refused = 0
    for _ in 0..<2000 {
      var changed = bytes
      changed[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      if (try? Catalogue.parse(json: Data(changed))) == nil { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test func `the other item stays when catalogues are merged`() throws {
    let merged = try Catalogue(items: [item("a"), item("b")]).merging([item("b", minutes: 9), item("c")])
    #expect(merged.items.map(\.id) == ["a", "b", "c"])
    #expect(merged.items.map(\.minutes) == [30, 9, 30])
  }
}
