import Foundation
import Testing

@Suite struct DoctorTests {
  private func findings(_ result: Program.Result) throws -> [[String: String]] {
    try #require(try result.json as? [[String: String]])
  }

  @Test func `a sound installation has nothing wrong`() async throws {
    try await withProgram { program in
      let result = try await program.mien("doctor", "--json", "--port", "0")
      let findings = try findings(result)
      #expect(findings.filter { $0["state"] == "wrong" } == [])
      #expect(result.status == 0)
      let checks = Set(findings.compactMap { $0["check"] })
      #expect(
        checks == [
          "TurboJPEG", "libpng", "libwebp", "oneDNN", "SQLite", "weights", "engine", "database", "catalogue",
          "disk", "ffmpeg", "port", "camera",
        ])
      #expect(!FileManager.default.fileExists(atPath: program.file(".local/share/mien").path))
    }
  }

  @Test(arguments: [
    ("weights", ["--weights", "nowhere"]), ("engine", ["--model", "nowhere"]),
    ("database", ["--data-dir", "/dev/null/mien"]), ("port", ["--host", "192.0.2.1"]),
    ("port", ["--host", "no.such.host.invalid"]),
    ("TLS", ["--certificate", "/nowhere/certificate.pem", "--key", "/nowhere/key.pem"]),
    ("TLS", ["--certificate", "/dev/null", "--key", "/dev/null"]),
  ])
  func `a planted fault is found, and what to do is said`(check: String, arguments: [String]) async throws {
    try await withProgram { program in
      let result = try await program.run(Program.binary, ["doctor", "--json"] + arguments)
      #expect(result.status == 1)
      let wrong = try findings(result).filter { $0["state"] == "wrong" }
      #expect(Set(wrong.compactMap { $0["check"] }) == [check])
      #expect(wrong.allSatisfy { $0["remedy"]?.isEmpty == false })
    }
  }

  @Test func `an imported item that cannot be read is named`() async throws {
    try await withProgram { program in
      try program.write("mine.json", Data(CatalogueTests.item.utf8))
      let imported = try await program.mien("catalogue", "import", "mine.json", "--data-dir", "data")
      #expect(imported.status == 0, "\(imported.errors)")
      #expect(try await program.mien("doctor", "--data-dir", "data", "--port", "0").status == 0)
      let file = program.file("data/mien.sqlite")
      var database = try Data(contentsOf: file)
      let kind = try #require(database.range(of: Data(#""kind":"music""#.utf8)))
      database.replaceSubrange(kind, with: Data(#""kind":"muzak""#.utf8))
      try database.write(to: file)
      let result = try await program.mien("doctor", "--data-dir", "data", "--port", "0")
      #expect(result.status == 1)
      #expect(result.output.contains("1 imported item cannot be read: mine"))
      #expect(result.output.contains("→ import them again: mien catalogue import FILE"))
    }
  }

  @Test(arguments: [
    ("is not a database of Mien", "Dear diary, this is no database."), ("is damaged", nil),
  ])
  func `a database that is none, or is damaged, is found`(complaint: String, content: String?) async throws {
    try await withProgram { program in
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse\n".utf8))
      let file = program.file("data/mien.sqlite")
      let bytes = try content.map { Data($0.utf8) } ?? Data(contentsOf: file).dropLast(8192)
      try Data(bytes).write(to: file)
      let result = try await program.mien("doctor", "--data-dir", "data", "--port", "0")
      #expect(result.status == 1)
      #expect(result.output.contains(complaint))
    }
  }

  @Test func `a port of another program is found`() async throws {
    try await withProgram { program in
      let other = try StandInServer { _ in .status(404) }
      let result = try await program.mien("doctor", "--port", String(other.port))
      #expect(result.status == 1)
      #expect(result.output.contains("is in use by another program"))
    }
  }

  @Test func `without ffmpeg it is a note and no fault`() async throws {
    try await withProgram { program in
      let result = try await program.mien(
        "doctor", "--json", "--port", "0", environment: ["PATH": "/nowhere"])
      #expect(result.status == 0)
      let ffmpeg = try #require(try findings(result).first { $0["check"] == "ffmpeg" })
      #expect(ffmpeg["state"] == "note")
      #expect(ffmpeg["remedy"]?.contains("apt-get install ffmpeg") == true)
    }
  }

  @Test func `a damaged weight file is told from the right one`() async throws {
    try await withProgram { program in
      try FileManager.default.createDirectory(at: program.file("torn"), withIntermediateDirectories: true)
      for name in ["face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"] {
        try program.write("torn/\(name)", Data("not weights".utf8))
      }
      let result = try await program.mien("doctor", "--weights", "torn")
      #expect(result.status == 1)
      #expect(result.output.contains("face_detection_short_range.tflite is not the file Mien was made with"))
      #expect(result.output.contains("→ fetch it: python3 tools/fetch_weights.py"))
    }
  }

  @Test func `without the encoder of texts it is a note, and a damaged one is a fault`() async throws {
    try await withProgram { program in
      let weights = Program.repository.appending(path: "weights")
      try FileManager.default.createDirectory(at: program.file("some"), withIntermediateDirectories: true)
      for name in ["face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"] {
        try program.write("some/\(name)", Data(contentsOf: weights.appending(path: name)))
      }
      let without = try await program.mien("doctor", "--weights", "some", "--port", "0")
      #expect(without.status == 0)
      #expect(without.output.contains("→ to search by meaning, fetch it: python3 tools/fetch_weights.py"))
      for name in ["minilm-l6-v2.safetensors", "minilm-l6-v2.vocabulary.txt"] {
        try program.write("some/\(name)", Data("not weights".utf8))
      }
      let damaged = try await program.mien("doctor", "--weights", "some", "--port", "0")
      #expect(damaged.status == 1)
      #expect(damaged.output.contains("its SHA-256 is another"))
    }
  }

  @Test func `the weights it expects are those that are fetched`() throws {
    let fetched = try String(
      contentsOf: Program.repository.appending(path: "tools/fetch_weights.py"), encoding: .utf8)
    let check = try String(
      contentsOf: Program.repository.appending(path: "Sources/Faces/FaceNetworkKind.swift"),
      encoding: .utf8)
    let encoder = try String(
      contentsOf: Program.repository.appending(path: "Sources/Language/EncoderFiles.swift"), encoding: .utf8)
    let hashes = (check + encoder).matches(of: /"([0-9a-f]{64})"/).map { String($0.1) }
    #expect(hashes.count == 4)
    #expect(hashes.allSatisfy { fetched.contains($0) })
  }
}
