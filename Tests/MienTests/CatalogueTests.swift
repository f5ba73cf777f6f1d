import Foundation
import Testing

@Suite struct CatalogueTests {
  static let item = """
    [{"id": "mine", "title": "Song of the Sink", "creator": "The Kitchen", "year": 2020, "kind": "music",
      "minutes": 4, "link": null, "valence": 0.3, "arousal": -0.4, "energy": 0.2, "tags": ["home"],
      "why": "It drips."}]
    """

  @Test func `the starter catalogue has at least two hundred items of every kind`() async throws {
    try await withProgram { program in
      let items = try #require(try await program.mien("catalogue", "list", "--json").json as? [[String: Any]])
      #expect(items.count >= 200)
      #expect(
        Set(items.compactMap { $0["kind"] as? String }) == ["music", "film", "book", "podcast", "talk"])
      #expect(!FileManager.default.fileExists(atPath: program.file(".local/share/mien").path))
    }
  }

  @Test func `an imported item is listed and can be recommended`() async throws {
    try await withProgram { program in
      try program.write("mine.json", Data(Self.item.utf8))
      let imported = try await program.mien("catalogue", "import", "mine.json")
      #expect(imported.output == "Imported 1 item: 1 new, 0 changed, 0 as before.\n")
      let found = try await program.mien("catalogue", "list", "--query", "song of the sink")
      #expect(found.output == "music     2020  Song of the Sink – The Kitchen  [mine]\n")
      let again = try await program.mien("catalogue", "import", "-", input: Data(Self.item.utf8))
      #expect(again.status == 0)
      #expect(again.output == "Imported 1 item: 0 new, 0 changed, 1 as before.\n")
      #expect(try await program.mien("catalogue", "list", "--query", "sink").output.contains("[mine]"))
    }
  }

  @Test func `a file's name and line say where it is wrong`() async throws {
    try await withProgram { program in
      try program.write("x.json", Data("[\n{\"id\": \"x\"}]".utf8))
      let result = try await program.mien("catalogue", "import", "x.json")
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("Error: x.json, line 2: item “x”: missing fields"))
    }
  }

  @Test func `what list prints, import reads`() async throws {
    try await withProgram { program in
      let films = try await program.mien("catalogue", "list", "--kind", "film", "--json").output
      let imported = try await program.mien("catalogue", "import", "-", input: Data(films.utf8))
      #expect(imported.status == 0)
      #expect(
        try await program.mien("catalogue", "list", "--kind", "film", "--json").output.count == films.count)
    }
  }

  @Test(arguments: [
    ("[", "line 1"), ("{}", "a catalogue is a list"), (#"[{"id": "x"}]"#, "missing fields"),
    (item.replacing(#""music""#, with: #""opera""#), "unknown kind"),
    (item.replacing("null", with: #""javascript:alert(1)""#), "is refused"),
  ])
  func `a wrong file is refused as a whole, with the line`(text: String, complaint: String) async throws {
    try await withProgram { program in
      let result = try await program.mien("catalogue", "import", "-", input: Data(text.utf8))
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("Error: standard input, line "))
      #expect(result.errors.contains(complaint))
    }
  }
}
