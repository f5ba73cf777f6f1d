import Emotions
import Foundation
import Recommendations
import Storage
import Testing

@Suite struct RecommenderTests {
  /// A store with the lists of one account, the drawn place of every second one liked.
  private func fill(_ folder: URL) async throws {
    let store = try Store(directory: folder, passwordCost: PasswordCost(operations: 1, memory: 8192))
    let start = Date(timeIntervalSince1970: 1_795_348_800)
    let ada = try await store.accounts.create(
      name: "Ada", password: "correct horse", role: .administrator, at: start)
    for number in 0..<30 {
      let at = start.addingTimeInterval(60 * Double(number))
      let features = (0..<Ranker.trialFeatures).map { $0 == 0 ? 1.0 : 0 }
      let candidates = ["a", "b"].map {
        Decision.Candidate(itemID: $0, features: features, score: $0 == "a" ? 1 : 0.5, propensity: 0.5)
      }
      let list = LoggedList(
        id: "list-\(number)", at: at, goal: .match, target: .origin,
        items: [
          LoggedList.Entry(itemID: number % 2 == 0 ? "a" : "b", propensity: 0.5, terms: ["mood": 1])
        ], decisions: [Decision(at: at, candidates: candidates, chosen: number % 2)])
      _ = try await store.lists.record(list, for: ada)
      if number % 2 == 0 {
        try await store.lists.note(
          Interaction(itemID: "a", kind: .like, at: at), in: list.id, for: ada)
      }
    }
    try store.close()
  }

  @Test func `a log is judged from the database and from its export alike, and a short one says so`()
    async throws
  {
    try await withProgram { program in
      let (folder, file, json) = (program.file("data"), program.file("lists.jsonl"), program.file("out.json"))
      try await fill(folder)
      let export = try await program.mien("recommender", "export", file.path, "--data-dir", folder.path)
      #expect(export.status == 0 && export.output == "Wrote 30 lists.\n")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 30 && !text.contains("Ada"))
      let exported = try await program.mien(
        "recommender", "evaluate", "--log", file.path, "--json", json.path)
      let kept = try await program.mien("recommender", "evaluate", "--data-dir", folder.path)
      let named = try await program.mien(
        "recommender", "evaluate", "--log", folder.appending(path: "mien.sqlite").path)
      #expect(exported.status == 0 && kept.status == 0 && named.status == 0)
      #expect(exported.output == kept.output && named.output == kept.output)
      #expect(kept.output.contains("The log cannot carry a conclusion"))
      let found = try JSONDecoder().decode(LogEvaluation.self, from: Data(contentsOf: json))
      #expect(found.lists == 30 && found.answered == 15 && found.rules.count == 3)
      #expect(abs(found.rules[1].evaluation.ips.value - 1) < 1e-9)
    }
  }

  @Test func `no log, and a file that is none`() async throws {
    try await withProgram { program in
      let none = try await program.mien(
        "recommender", "evaluate", "--data-dir", program.file("nothing").path)
      #expect(none.status == 0 && none.output.hasPrefix("0 lists"))
      let file = program.file("wrong.jsonl")
      try Data("{}\n".utf8).write(to: file)
      let wrong = try await program.mien("recommender", "evaluate", "--log", file.path)
      #expect(wrong.status == 1 && wrong.errors.contains("line 1 is no list of a log"))
      let missing = try await program.mien(
        "recommender", "evaluate", "--log", program.file("missing").path)
      #expect(missing.status == 1 && missing.errors.contains("missing"))
    }
  }
}
