import Foundation
import Testing

@Suite struct UserTests {
  @Test func `accounts are added, listed, changed and deleted`() async throws {
    try await withProgram { program in
      let first = try await program.mien("user", "add", "ada", input: Data("correct horse\n".utf8))
      #expect(first.status == 0)
      #expect(first.output == "Added ada, administrator.\n")
      let second = try await program.mien("user", "add", "bob", input: Data("battery staple\n".utf8))
      #expect(second.output == "Added bob, member.\n")

      let accounts = try #require(
        try await program.mien("user", "list", "--json").json as? [[String: String]])
      #expect(accounts.map { $0["name"] } == ["ada", "bob"])
      #expect(accounts.map { $0["role"] } == ["administrator", "member"])
      #expect(accounts.allSatisfy { $0.keys.sorted() == ["created_at", "name", "role"] })

      let changed = try await program.mien("user", "passwd", "bob", input: Data("another one\n".utf8))
      #expect(changed.status == 0)
      let deleted = try await program.mien("user", "delete", "bob")
      #expect(deleted.status == 0)
      #expect(try await program.mien("user", "list").output.split(separator: "\n").count == 1)
    }
  }

  @Test func `what does not fit is refused in a sentence`() async throws {
    try await withProgram { program in
      _ = try await program.mien("user", "add", "ada", input: Data("correct horse\n".utf8))
      let refused = [
        (try await program.mien("user", "add", "Ada", input: Data("correct horse\n".utf8)), "is taken"),
        (try await program.mien("user", "add", "bob", input: Data("short\n".utf8)), "8 characters"),
        (try await program.mien("user", "add", "bob"), "no password came on standard input"),
        (try await program.mien("user", "delete", "ada"), "last administrator"),
        (try await program.mien("user", "delete", "nobody"), "no account named “nobody”"),
        (
          try await program.mien("user", "passwd", "nobody", input: Data("correct horse\n".utf8)),
          "no account named"
        ),
      ]
      for (result, complaint) in refused {
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("Error: "))
        #expect(result.errors.contains(complaint))
      }
      #expect(try await program.mien("user", "list").output.split(separator: "\n").count == 1)
    }
  }

  @Test func `who is locked out is let in again`() async throws {
    try await withProgram { program in
      _ = try await program.mien("user", "add", "ada", input: Data("correct horse\n".utf8))
      let invited = try await program.mien("user", "invite")
      #expect(invited.status == 0)
      #expect(invited.output.wholeMatch(of: /[\w-]{24}\n/) != nil)
      #expect(invited.errors.contains("good once"))
      let reset = try #require(
        try await program.mien("user", "reset", "Ada", "--json").json as? [String: String])
      #expect(reset.keys.sorted() == ["code", "expires_at"])
      #expect(reset["code"]?.count == 24)
      let ended = try await program.mien("user", "sessions", "end", "ada")
      #expect(ended.output == "Ended 0 sessions of ada.\n")
      #expect(try await program.mien("user", "sessions", "list", "ada", "--json").output == "[]\n")
      let off = try await program.mien("user", "second-factor", "off", "ada")
      #expect(off.status == 1)
      #expect(off.errors.contains("ada has no second factor"))
      for command in [["reset"], ["second-factor", "off"], ["sessions", "list"], ["sessions", "end"]] {
        let result = try await program.run(Program.binary, ["user"] + command + ["nobody"])
        #expect(result.status == 1)
        #expect(result.errors.contains("no account named “nobody”"))
      }
    }
  }

  @Test func `the password is nowhere in the database`() async throws {
    try await withProgram { program in
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse battery\n".utf8))
      for name in try FileManager.default.contentsOfDirectory(atPath: program.file("data").path) {
        let bytes = try Data(contentsOf: program.file("data/\(name)"))
        #expect(bytes.range(of: Data("correct horse".utf8)) == nil)
      }
    }
  }

  @Test func `a database from a newer version is refused and left as it is`() async throws {
    try await withProgram { program in
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse\n".utf8))
      let script = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1])
        database.execute("INSERT INTO grdb_migrations VALUES ('of the future')")
        database.commit()
        """
      let python = try await program.run(
        URL(filePath: "/usr/bin/env"), ["python3", "-c", script, program.file("data/mien.sqlite").path])
      #expect(python.status == 0)
      for command in [["user", "list"], ["recommend"], ["serve", "--port", "0"], ["doctor"]] {
        let result = try await program.run(Program.binary, command + ["--data-dir", "data"])
        #expect(result.status == 1)
        #expect((result.errors + result.output).contains("was written by a newer Mien (of the future)"))
      }
    }
  }

  @Test func `a file that is no database is refused and left as it is`() async throws {
    try await withProgram { program in
      try FileManager.default.createDirectory(at: program.file("data"), withIntermediateDirectories: true)
      let letter = Data("Dear diary, this is not a database at all.".utf8)
      try program.write("data/mien.sqlite", letter)
      let result = try await program.mien("user", "list", "--data-dir", "data")
      #expect(result.status == 1)
      #expect(result.errors.contains("is not a database of Mien"))
      #expect(try Data(contentsOf: program.file("data/mien.sqlite")) == letter)
    }
  }
}
