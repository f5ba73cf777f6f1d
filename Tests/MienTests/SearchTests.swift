import Foundation
import Testing

@Suite struct SearchTests {
  private static let weights = Program.repository.appending(path: "weights").path

  @Test func `items are read once and found by what they mean`() async throws {
    try await withProgram { program in
      let options = ["--data-dir", "data", "--weights", Self.weights]
      let embedded = try await program.run(Program.binary, ["catalogue", "embed", "--json"] + options)
      #expect(embedded.status == 0, "\(embedded.errors)")
      let report = try #require(try embedded.json as? [String: Int])
      #expect(report["embedded"] ?? 0 >= 200)
      let again = try await program.run(Program.binary, ["catalogue", "embed"] + options)
      #expect(again.output == "0 items read, \(report["embedded"] ?? 0) as before, 0 forgotten\n")

      let kettle = #"{"id":"kettle","title":"How to boil an egg","kind":"book","tags":["cooking"]}"#
      try program.write("mine.jsonl", Data(kettle.utf8))
      let imported = try await program.mien("catalogue", "import", "mine.jsonl", "--data-dir", "data")
      #expect(imported.status == 0, "\(imported.errors)")
      let found = try await program.run(
        Program.binary, ["search", "breakfast", "recipes", "--limit", "3", "--json"] + options)
      let list = try #require(try found.json as? [[String: Any]])
      #expect(list.count <= 3)
      // Before it may come what has the word "breakfast".
      let kettleFound = list.first { ($0["item"] as? [String: Any])?["id"] as? String == "kettle" }
      #expect((kettleFound?["similarity"] as? Double ?? 0) > 0.3)
      let shares = try #require(list.first?["shares"] as? [String: Double])
      #expect(shares.keys.sorted() == ["kind", "meaning", "mood", "words"])
      let score = try #require(list.first?["score"] as? Double)
      #expect(abs(shares.values.reduce(0, +) - score) < 1e-5)

      let lines = try await program.run(
        Program.binary, ["search", "slow piano for rain", "--kind", "music", "--limit", "5"] + options)
      #expect(lines.output.split(separator: "\n").count == 5)
      #expect(lines.output.split(separator: "\n").allSatisfy { $0.contains("  music    ") })
      #expect(!lines.output.contains("Appassionata"))
      let explained = try await program.run(
        Program.binary, ["search", "slow piano for rain", "--explain", "--limit", "1"] + options)
      #expect(explained.output.contains("      meaning 0."))
      #expect(explained.output.contains(" + mood 0."))
    }
  }

  @Test func `without the encoder it is said what to do, and nothing is searched for nothing`() async throws {
    try await withProgram { program in
      let result = try await program.mien("search", "rain", "--data-dir", "data", "--weights", "nowhere")
      #expect(result.status == 1)
      #expect(result.errors.contains("is not there: run scripts/bootstrap"))
      for wrong in [["search", " "], ["search"], ["search", "rain", "--limit", "0"]] {
        #expect(try await program.run(Program.binary, wrong).status == 64)
      }
    }
  }
}
