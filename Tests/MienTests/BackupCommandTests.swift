import Foundation
import Testing

@Suite struct BackupCommandTests {
  @Test func `what was backed up is restored, and what was there is kept`() async throws {
    try await withProgram { program in
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse\n".utf8))
      let backup = try await program.mien("backup", "a.backup", "--data-dir", "data")
      #expect(backup.status == 0, "\(backup.errors)")
      #expect(backup.output.hasPrefix("Wrote a.backup: "))
      #expect(backup.output.hasSuffix("1 account.\n"))
      _ = try await program.mien(
        "user", "add", "bob", "--data-dir", "data", input: Data("correct horse\n".utf8))
      let restored = try await program.mien("restore", "a.backup", "--data-dir", "data")
      #expect(restored.status == 0, "\(restored.errors)")
      #expect(restored.output.hasPrefix("Restored 1 account into "))
      #expect(restored.output.contains("What was there before is kept in "))
      let list = try await program.mien("user", "list", "--data-dir", "data")
      #expect(list.output.hasPrefix("ada "))
      #expect(!list.output.contains("bob"))
    }
  }

  @Test func `what cannot be done is a sentence`() async throws {
    try await withProgram { program in
      let nothing = try await program.mien("backup", "a.backup", "--data-dir", "data")
      #expect(nothing.status == 1)
      #expect(nothing.errors.contains("there is nothing to back up"))
      #expect(!FileManager.default.fileExists(atPath: program.file("data").path))
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse\n".utf8))
      try program.write("letter", Data("Dear diary".utf8))
      let taken = try await program.mien("backup", "letter", "--data-dir", "data")
      #expect(taken.status == 1)
      #expect(taken.errors.contains("letter is there already and is not replaced"))
      let foreign = try await program.mien("restore", "letter", "--data-dir", "data")
      #expect(foreign.status == 1)
      #expect(foreign.errors.contains("it is no backup of Mien; nothing was changed"))
    }
  }
}
