import Foundation
import Testing

@Suite struct ReviewCommandTests {
  private static let weights = Program.repository.appending(path: "weights").path

  /// Of each item of a list its terms.
  private func terms(_ result: Program.Result) throws -> [String: [String: Double]] {
    let list = try #require(try result.json as? [String: Any])
    var terms: [String: [String: Double]] = [:]
    for entry in list["items"] as? [[String: Any]] ?? [] {
      let id = try #require((entry["item"] as? [String: Any])?["id"] as? String)
      for reason in entry["reasons"] as? [[String: Any]] ?? [] {
        terms[id, default: [:]][reason["term"] as? String ?? ""] = reason["contribution"] as? Double
      }
    }
    return terms
  }

  @Test func `reviews are imported, read, and count in lists`() async throws {
    try await withProgram { program in
      let options = ["--data-dir", "data", "--weights", Self.weights]
      let items = """
        {"id":"loved","title":"One","kind":"music","valence":0.8,"arousal":0.5}
        {"id":"hated","title":"Two","kind":"film","valence":0.8,"arousal":0.5}
        """
      try program.write("items.jsonl", Data(items.utf8))
      #expect(try await program.mien("catalogue", "import", "items.jsonl", "--data-dir", "data").status == 0)
      var reviews = "item,text,writer\n"
      for number in 0..<20 {
        reviews += "loved,\"I love it, what a joy. Listened \(number) times.\",w\(number)\n"
        reviews += "hated,\"A terrible waste of time, I left at minute \(number).\",w\(number)\n"
      }
      reviews += "nothing,Good.,w1\n"
      try program.write("reviews.csv", Data(reviews.utf8))
      let imported = try await program.mien(
        "catalogue", "import", "--reviews", "reviews.csv", "--data-dir", "data")
      #expect(imported.status == 0, "\(imported.errors)")
      #expect(imported.output == "Imported 40 reviews: 40 new or changed, 0 as before.\n")
      #expect(
        imported.errors.contains(
          "Left out: reviews.csv, line 42: there is no item with the id “nothing”"))
      let again = try await program.mien(
        "catalogue", "import", "--reviews", "reviews.csv", "--data-dir", "data")
      #expect(again.output == "Imported 40 reviews: 0 new or changed, 40 as before.\n")
      let strict = try await program.mien(
        "catalogue", "import", "--reviews", "--strict", "reviews.csv", "--data-dir", "data")
      #expect(strict.status == 1)
      let embedded = try await program.run(Program.binary, ["catalogue", "embed", "--json"] + options)
      #expect(try #require(try embedded.json as? [String: Int])["reviews"] == 40)
      let list = try terms(
        await program.mien(
          "recommend", "--json", "--limit", "100", "--emotion", "happy", "--data-dir", "data"))
      #expect(try #require(list["loved"]?["reviews"]) > 0.1)
      #expect((list["hated"]?["reviews"] ?? -1) < 0)
      #expect(list.values.contains { $0["tone"] != nil })
    }
  }

  @Test func `words make a list, and what cannot be is said`() async throws {
    try await withProgram { program in
      let options = ["--data-dir", "data", "--weights", Self.weights]
      let sad = try await program.run(
        Program.binary, ["recommend", "--words", "I miss her so much, I cried all night."] + options)
      #expect(sad.status == 0, "\(sad.errors)")
      #expect(sad.output.contains("You sound sad"))
      #expect(!sad.output.contains("cried"))
      let none = try await program.run(Program.binary, ["recommend", "--words", "!!!"] + options)
      #expect(none.status == 0)
      #expect(none.errors.contains("unsure: there is no word to go by"))
      let lost = try await program.mien("recommend", "--words", "sad", "--weights", "nowhere")
      #expect(lost.status == 1)
      #expect(lost.errors.contains("is not there: run scripts/bootstrap"))
      for wrong in [["--subsonic", "https://a.example", "--user", "a"], ["--account", "a", "x.csv"]] {
        let result = try await program.run(Program.binary, ["catalogue", "import", "--reviews"] + wrong)
        #expect(result.status == 64)
      }
    }
  }
}
