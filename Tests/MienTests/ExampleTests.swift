import Foundation
import Testing

/// The example of the library, run as docs/library.md says.
@Suite struct ExampleTests {
  private static let binary = Program.binary.deletingLastPathComponent().appending(path: "mien-example")

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `the example reads the portrait and recommends music`() async throws {
    try await withProgram { program in
      let weights = Program.repository.appending(path: "weights").path
      let result = try await program.run(Self.binary, [PredictTests.portrait.path, weights])
      #expect(result.status == 0, "\(result.output)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("happy ") == true)
      #expect(lines.count == 4)
      let without = try await program.run(Self.binary, ["nowhere.jpg", weights])
      #expect(without.status == 1 && without.output.hasPrefix("nowhere.jpg: "))
    }
  }

  @Test func `the documentation shows the lines of the example`() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Program.repository.appending(path: path), encoding: .utf8)
    }
    let example = try text("Examples/mood/main.swift").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let page = try text("docs/library.md")
    for line in example where line.hasPrefix("let ") && (line.contains("reader") || line.contains("jpeg")) {
      #expect(page.contains(line.replacingOccurrences(of: "picture", with: #""ada.jpg""#)), "\(line)")
    }
  }
}
