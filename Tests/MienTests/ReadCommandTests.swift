import Foundation
import Testing

private let hasEncoder = FileManager.default.fileExists(
  atPath: Program.repository.appending(path: "weights/minilm-l6-v2.safetensors").path)

@Suite(.enabled(if: hasEncoder, "scripts/bootstrap fetches the encoder"))
struct ReadCommandTests {
  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test(arguments: [
    ("I am so happy for you, congratulations!", "happy"), ("I'm so sad, I cried all night.", "sad"),
    ("I am terrified of what comes next.", "fear"), ("You make me so angry, shut up!", "angry"),
    ("Wow, I did not expect that at all!", "surprise"), ("That is disgusting, it makes me sick.", "disgust"),
  ])
  func `plain sentences are read as anybody would`(text: String, emotion: String) async throws {
    try await withProgram { program in
      let result = try await program.mien("read", "--json", text)
      #expect(result.status == 0)
      let answer = try #require(try objects(result.output).first)
      #expect(answer["emotion"] as? String == emotion)
      #expect(answer["unsure"] == nil || answer["unsure"] as? String == "undecided")
      let probabilities = try #require(answer["probabilities"] as? [String: Double])
      #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func `standard input is a text a line, bad ones too`() async throws {
    try await withProgram { program in
      var input = Data("so happy!\nМне сегодня очень грустно.\n😀😀\n".utf8)
      input += Data([0x00, 0x07, 0xFF, 0xFE, 0x0A])
      input += Data((String(repeating: "so sad ", count: 20_000) + "\n").utf8)
      let result = try await program.mien("read", "--json", "-", input: input)
      #expect(result.status == 0)
      let answers = try objects(result.output)
      #expect(answers.count == 5)
      let doubts = answers.map { $0["unsure"] as? String }
      #expect(Array(doubts.prefix(4)) == [nil, "other_script", "no_words", "no_words"])
      #expect(answers.map { $0["cut_off"] as? Bool } == [false, false, false, false, true])
    }
  }

  @Test(arguments: ["traurig", "xqzzv", String(repeating: "a", count: 100_000)])
  func `of what is not English nothing is guessed`(text: String) async throws {
    try await withProgram { program in
      let result = try await program.mien("read", "--json", text)
      let answer = try #require(try objects(result.output).first)
      #expect(answer["unsure"] as? String == "other_language")
      #expect(answer["emotion"] == nil)
      #expect((answer["named"] as? [String])?.isEmpty == true)
      #expect(answer["cut_off"] as? Bool == (text.count > 100))
      let shown = try await program.mien("read", text)
      #expect(!shown.output.contains("█"))
    }
  }

  @Test func `people see bars, and no control characters`() async throws {
    try await withProgram { program in
      let result = try await program.mien("read", "so \u{1B}[31mhappy today, I love it", "")
      #expect(result.status == 0)
      #expect(result.output.contains("happy"))
      #expect(result.output.contains("█"))
      #expect(!result.output.contains("\u{1B}"))
      #expect(result.output.contains("unsure: there is no word to go by"))
    }
  }

  @Test func `without the encoder, or with a bad model, it says what to do`() async throws {
    try await withProgram { program in
      let none = try await program.mien("read", "--weights", "nowhere", "hello")
      #expect(none.status == 1)
      #expect(none.errors.contains("fetch_weights.py"))
      try program.write("bad.safetensors", Data("nothing".utf8))
      let bad = try await program.mien("read", "--model", "bad.safetensors", "hello")
      #expect(bad.status == 1)
      #expect(bad.errors.contains("bad.safetensors"))
      #expect(try await program.mien("read").status == 64)
    }
  }
}
