import Foundation
import Testing

@Suite struct RecommendTests {
  /// The documented schema, as docs/command-line.md gives it.
  struct List: Decodable {
    let at: String
    let summary: String
    let items: [Entry]

    struct Entry: Decodable {
      let item: Item
      let score: Double
      let reasons: [Reason]
    }

    struct Item: Decodable {
      let id, title, creator, kind, why: String
      let year: Int?
      let minutes: Int
      let link: String?
      let valence, arousal, energy: Double
      let tags: [String]
    }

    struct Reason: Decodable {
      let term: String
      let contribution: Double
      let text: String
    }
  }

  private func list(_ program: Program, _ arguments: String...) async throws -> List {
    let result = try await program.run(Program.binary, ["recommend", "--json"] + arguments)
    #expect(result.status == 0)
    #expect(result.output.filter { $0 == "\n" }.count == 1)
    return try JSONDecoder().decode(List.self, from: Data(result.output.utf8))
  }

  @Test func `the JSON has the documented form, and reasons add up to the score`() async throws {
    try await withProgram { program in
      let list = try await list(
        program, "--emotion", "sad", "--confidence", "0.8", "--at", "2026-11-22T23:30", "--time-zone",
        "Europe/Berlin")
      #expect(list.at == "2026-11-22T23:30:00+01:00")
      #expect(list.items.count == 10)
      #expect(Set(list.items.map(\.item.id)).count == 10)
      for entry in list.items {
        #expect(abs(entry.reasons.reduce(0) { $0 + $1.contribution } - entry.score) < 1e-9)
        #expect(!entry.reasons.isEmpty)
        #expect(entry.reasons.allSatisfy { !$0.text.isEmpty })
        #expect(["music", "film", "book", "podcast", "talk"].contains(entry.item.kind))
        #expect((-1...1).contains(entry.item.valence) && (-1...1).contains(entry.item.arousal))
        #expect(entry.item.minutes > 0)
      }
    }
  }

  @Test func `morning and night give different lists`() async throws {
    try await withProgram { program in
      let morning = try await list(program, "--emotion", "happy", "--at", "2026-11-23T08:00")
      let night = try await list(program, "--emotion", "happy", "--at", "2026-11-23T23:30")
      let both = Set(morning.items.map(\.item.id)).intersection(night.items.map(\.item.id))
      #expect(both.count < 10)
    }
  }

  @Test func `the limit and the kinds are kept`() async throws {
    try await withProgram { program in
      let list = try await list(program, "--kinds", "film,book", "--limit", "25")
      #expect(list.items.count == 25)
      #expect(Set(list.items.map(\.item.kind)).isSubset(of: ["film", "book"]))
    }
  }

  @Test func `the same question has the same answer`() async throws {
    try await withProgram { program in
      let first = try await program.mien(
        "recommend", "--emotion", "fear", "--at", "2026-11-22T14:00", "--json")
      let second = try await program.mien(
        "recommend", "--emotion", "fear", "--at", "2026-11-22T14:00", "--json")
      #expect(first.output == second.output)
    }
  }

  @Test func `the text shows reasons, and their sizes when asked to explain`() async throws {
    try await withProgram { program in
      let arguments = ["recommend", "--emotion", "angry", "--at", "2026-11-22T18:00", "--limit", "1"]
      let plain = try await program.run(Program.binary, arguments).output
      let explained = try await program.run(Program.binary, arguments + ["--explain"]).output
      #expect(plain.contains("\n1. "))
      #expect(!plain.contains("mood: "))
      #expect(explained.contains("mood: "))
      #expect(explained.contains("in all"))
    }
  }

  @Test
  func `an emotion alone is chosen, one with a figure was seen, and each item has its sentence and a place`()
    async throws
  {
    try await withProgram { program in
      let arguments = ["recommend", "--emotion", "sad", "--at", "2026-11-24T18:30", "--limit", "4"]
      let chosen = try await program.run(Program.binary, arguments).output
      #expect(
        chosen.hasPrefix(
          "It is 18:30 on a Tuesday, so the list is a little livelier than at other hours. You chose sad.\n"))
      #expect(!chosen.contains("suits 18:30"))
      #expect(chosen.components(separatedBy: "\n   https://").count == 5)
      let seen = try await list(
        program, "--emotion", "sad", "--confidence", "0.8", "--at", "2026-11-24T18:30")
      #expect(seen.summary.hasSuffix("You look sad, 80 %."))
      let text = try await program.run(Program.binary, arguments + ["--confidence", "0.8"]).output
      #expect(seen.items.prefix(4).allSatisfy { text.contains("\n   \($0.item.why)\n") })
    }
  }

  @Test func `somebody without an account has no taste to follow`() async throws {
    try await withProgram { program in
      let result = try await program.mien("recommend", "--account", "nobody")
      #expect(result.status == 1)
      #expect(result.errors.contains("there is no account named “nobody”"))
    }
  }
}
