import Foundation
import Testing

@Suite struct CatalogueImportTests {
  static let table = """
    title,creator,kind,tags
    Drip,The Kitchen,music,surf;energetic
    Carmen,Bizet,opera,
    Dune,Frank Herbert,book,science-fiction

    """

  static func scrobbles(_ number: Int) -> Data {
    let rows = (0..<number).map { "\(1_700_000_000 + $0),A,B,Song \($0)\n" }
    return Data(("uts,artist,album,track\n" + rows.joined()).utf8)
  }

  @Test func `a row that cannot be used is left out and named, and the same again changes nothing`()
    async throws
  {
    try await withProgram { program in
      try program.write("mine.csv", Data(Self.table.utf8))
      let first = try await program.mien("catalogue", "import", "mine.csv")
      #expect(first.status == 0)
      #expect(first.output == "Imported 2 items: 2 new, 0 changed, 0 as before.\n")
      #expect(first.errors.hasPrefix("Left out: mine.csv, line 3: unknown kind “opera”"))
      #expect(first.errors.contains("2 places on the plane are estimated.\n"))
      let second = try await program.mien("catalogue", "import", "mine.csv")
      #expect(second.output == "Imported 2 items: 0 new, 0 changed, 2 as before.\n")
      let changed = Self.table.replacing(
        "Dune,Frank Herbert,book,science-fiction", with: "Dune,Frank Herbert,book,")
      let third = try await program.mien(
        "catalogue", "import", "--format", "csv", "-", input: Data(changed.utf8))
      #expect(third.output == "Imported 2 items: 0 new, 1 changed, 1 as before.\n")
    }
  }

  @Test func `a strict import takes all or nothing`() async throws {
    try await withProgram { program in
      try program.write("mine.csv", Data(Self.table.utf8))
      let result = try await program.mien("catalogue", "import", "--strict", "mine.csv")
      #expect(result.status == 1)
      #expect(result.errors.contains("mine.csv, line 3: unknown kind “opera”"))
      #expect(result.errors.contains("nothing was imported"))
      #expect(result.output.isEmpty)
      #expect(try await program.mien("catalogue", "list", "--query", "the kitchen").output.isEmpty)
    }
  }

  @Test func `of many rows left out twenty are named and the others counted`() async throws {
    try await withProgram { program in
      let rows = "title,kind\nDune,book\n" + String(repeating: "Carmen,opera\n", count: 25)
      try program.write("mine.csv", Data(rows.utf8))
      let result = try await program.mien("catalogue", "import", "mine.csv")
      #expect(result.status == 0)
      let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("Left out: ") }
      #expect(lines.count == 21)
      #expect(lines.last == "Left out: 5 more, 25 in all")
    }
  }

  @Test func `what fails after thousands of rows leaves nothing behind`() async throws {
    try await withProgram { program in
      var rows = "title,kind\n"
      for number in 0..<3000 { rows += "Song \(number),music\n" }
      try program.write("mine.csv", Data(rows.utf8) + Data([0x53, 0xFF, 0x2C, 0x0A]))
      let result = try await program.mien("catalogue", "import", "mine.csv")
      #expect(result.status == 1)
      #expect(result.errors.contains("mine.csv, line 3002: "))
      #expect(try await program.mien("catalogue", "list", "--query", "Song 12").output.isEmpty)
    }
  }

  @Test func `the encoding of a file may be named`() async throws {
    try await withProgram { program in
      try program.write("mine.csv", Data("title,kind\nNi".utf8) + Data([0xF1]) + Data("a,film\n".utf8))
      #expect(try await program.mien("catalogue", "import", "mine.csv").status == 1)
      let result = try await program.mien("catalogue", "import", "--encoding", "latin1", "mine.csv")
      #expect(result.status == 0)
      #expect(try await program.mien("catalogue", "list", "--query", "Niña").output.contains("Niña"))
    }
  }

  @Test func `a kind may be said for a whole file`() async throws {
    try await withProgram { program in
      try program.write("mine.csv", Data("title\nDune\n".utf8))
      #expect(try await program.mien("catalogue", "import", "mine.csv").errors.contains("“kind”"))
      #expect(try await program.mien("catalogue", "import", "--kind", "book", "mine.csv").status == 0)
    }
  }

  @Test func `what somebody heard is noted for the account that is named, and only once`() async throws {
    try await withProgram { program in
      try program.write("heard.csv", Self.scrobbles(3))
      let nobody = try await program.mien("catalogue", "import", "heard.csv")
      #expect(nobody.output == "Imported 3 items: 3 new, 0 changed, 0 as before.\n")
      #expect(
        nobody.errors.contains("3 plays and likes in it were left alone: say whose they are with --account"))
      let unknown = try await program.mien("catalogue", "import", "--account", "ada", "heard.csv")
      #expect(unknown.status == 1)
      #expect(unknown.errors.contains("there is no account named “ada”"))
      _ = try await program.mien("user", "add", "ada", input: Data("correct horse\n".utf8))
      let first = try await program.mien("catalogue", "import", "--account", "Ada", "heard.csv")
      #expect(first.output.hasSuffix("Noted 3 new plays and likes for ada.\n"))
      let second = try await program.mien("catalogue", "import", "--account", "ada", "heard.csv")
      #expect(second.output.hasSuffix("Noted 0 new plays and likes for ada.\n"))
    }
  }

  @Test func `a folder of MovieLens brings films, and the ratings of one user`() async throws {
    try await withProgram { program in
      try FileManager.default.createDirectory(at: program.file("ml"), withIntermediateDirectories: true)
      try program.write(
        "ml/movies.csv", Data("movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n".utf8))
      try program.write("ml/ratings.csv", Data("userId,movieId,rating,timestamp\n7,1,4.5,964982703\n".utf8))
      _ = try await program.mien("user", "add", "ada", input: Data("correct horse\n".utf8))
      let result = try await program.mien(
        "catalogue", "import", "ml", "--user", "7", "--account", "ada")
      #expect(
        result.output
          == "Imported 1 item: 1 new, 0 changed, 0 as before.\nNoted 2 new plays and likes for ada.\n")
      let without = try await program.mien("catalogue", "import", "ml")
      #expect(without.errors.contains("ratings.csv was left alone"))
    }
  }

  @Test(arguments: [
    ["a.csv", "--subsonic", "https://example.org"], ["--subsonic", "https://example.org"],
    ["--subsonic", "https://a.org", "--jellyfin", "https://b.org", "--user", "ada"],
    ["--jellyfin", "https://example.org", "--format", "csv"], ["--format", "jellyfin", "a.csv"],
    ["--jellyfin", "https://example.org", "--send-password"], ["--format", "wav", "a.csv"],
    ["--jellyfin", "https://example.org", "--timeout", "0"], ["--encoding", "ebcdic", "a.csv"],
  ])
  func `a call that makes no sense ends with 64`(arguments: [String]) async throws {
    try await withProgram { program in
      let result = try await program.run(Program.binary, ["catalogue", "import"] + arguments)
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("Error: "))
      #expect(!FileManager.default.fileExists(atPath: program.file(".local/share/mien").path))
    }
  }
}
