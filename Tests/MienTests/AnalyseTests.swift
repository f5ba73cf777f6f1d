import Foundation
import Testing

@Suite struct AnalyseTests {
  /// A WAV file of 16-bit samples, one channel.
  private static func wave(_ samples: [Double], rate: Int = 11_025) -> Data {
    func bytes(_ value: Int, _ count: Int) -> Data {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Data($0.prefix(count)) }
    }
    let body = samples.reduce(into: Data()) { $0 += bytes(Int(max(-1, min(1, $1)) * 32_767), 2) }
    return Data("RIFF".utf8) + bytes(36 + body.count, 4) + Data("WAVEfmt ".utf8) + bytes(16, 4) + bytes(1, 2)
      + bytes(1, 2) + bytes(rate, 4) + bytes(2 * rate, 4) + bytes(2, 2) + bytes(16, 2) + Data("data".utf8)
      + bytes(body.count, 4) + body
  }

  /// Chords that are struck: of A minor softly and slowly, or of C major loudly and fast.
  private static func song(glad: Bool, seconds: Double = 20) -> Data {
    let chords =
      glad
      ? [[60, 64, 67], [65, 69, 72], [67, 71, 74], [60, 64, 67]]
      : [[57, 60, 64], [62, 65, 69], [64, 67, 71], [57, 60, 64]]
    let (beat, level) = (glad ? 60.0 / 160 : 1.0, glad ? 0.25 : 0.06)
    return wave(
      (0..<Int(seconds * 11_025)).map { place in
        let time = Double(place) / 11_025
        let (index, age) = (Int(time / beat), time.truncatingRemainder(dividingBy: beat))
        return chords[index / 4 % 4].reduce(0) { sum, note in
          let angle = 2 * .pi * 440 * exp2(Double(note - 69) / 12) * age
          return sum + level * exp(-age / 0.3) * (sin(angle) + (glad ? 0.5 * sin(2 * angle) : 0))
        }
      })
  }

  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test(.enabled(if: Program.hasFFmpeg))
  func `a fast loud piece in major lies above a slow soft one in minor`()
    async throws
  {
    try await withProgram { program in
      try program.write("glad.wav", Self.song(glad: true))
      try program.write("sad.wav", Self.song(glad: false))
      let result = try await program.mien("catalogue", "analyse", "--json", "glad.wav", "sad.wav")
      #expect(result.status == 0, "\(result.errors)")
      let answers = try objects(result.output)
      #expect(answers.map { $0["path"] as? String } == ["glad.wav", "sad.wav"])
      let keys = answers.map { $0["key"] as? String }
      #expect(keys == ["C major", "A minor"])
      func number(_ index: Int, _ name: String) throws -> Double {
        try #require(answers[index][name] as? Double)
      }
      let (valence, arousal) = (
        try number(0, "valence") - (try number(1, "valence")),
        try number(0, "arousal") - (try number(1, "arousal"))
      )
      #expect(valence > 0.3 && arousal > 0.3, "\(valence), \(arousal)")
      let confidence = try number(0, "confidence")
      #expect((0...0.5).contains(confidence))
      let tempo = try number(0, "tempo")
      #expect(abs(tempo / 160 - 1) < 0.03 || abs(tempo / 80 - 1) < 0.03, "\(tempo)")
      #expect((answers[0]["course"] as? [[String: Double]])?.count == 9)
      let text = try await program.mien("catalogue", "analyse", "sad.wav")
      #expect(text.output.contains("A minor"))
      #expect(text.output.contains("% sure"))
      #expect(!FileManager.default.fileExists(atPath: program.file(".local/share/mien").path))
    }
  }

  @Test(.enabled(if: Program.hasFFmpeg)) func `bad files are named and counted, and the others heard`()
    async throws
  {
    try await withProgram { program in
      let folder = program.file("music")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try program.write("music/a.mp3", Data("this is a letter".utf8))
      try program.write("music/b.wav", Self.song(glad: false))
      try program.write("music/c.wav", Self.wave([]))
      try program.write("music/d.wav", Self.wave([Double](repeating: 0, count: 110_250)))
      try program.write("music/e.wav", Self.wave([Double](repeating: 0.1, count: 11_025)))
      try program.write("music/notes.txt", Data("not asked for".utf8))
      let result = try await program.mien("catalogue", "analyse", "--json", "music")
      #expect(result.status == 1)
      #expect(try objects(result.output).compactMap { $0["path"] as? String } == ["music/b.wav"])
      for (name, reason) in [
        ("a.mp3", "it cannot be read as sound"), ("c.wav", "its sound has no length"),
        ("d.wav", "there is nothing to be heard in its 10.0 s"),
        ("e.wav", "it is too short: 1.0 s of sound, where 4 s are needed"),
      ] {
        let line = result.errors.split(separator: "\n").first { $0.contains(name) } ?? ""
        #expect(line.contains(reason), "\(line)")
      }
      #expect(result.errors.contains("4 of 5 files could not be heard."))
      #expect(!result.errors.contains("notes.txt"))
    }
  }

  @Test func `without ffmpeg, without music and with broken weights it says what to do`() async throws {
    try await withProgram { program in
      try program.write("song.wav", Self.wave([0, 0.1]))
      let none = try await program.mien(
        "catalogue", "analyse", "song.wav", environment: ["PATH": program.folder.path])
      #expect(none.status == 1)
      #expect(none.errors.contains("apt-get install ffmpeg"))
      try FileManager.default.createDirectory(at: program.file("empty"), withIntermediateDirectories: true)
      let empty = try await program.mien("catalogue", "analyse", "empty")
      #expect(empty.status == 1)
      #expect(empty.errors.contains("there is no file of sound in this folder"))
      try program.write("bad.safetensors", Data("nothing".utf8))
      let bad = try await program.mien("catalogue", "analyse", "--model", "bad.safetensors", "song.wav")
      #expect(bad.status == 1)
      #expect(bad.errors.contains("bad.safetensors"))
      let nowhere = try await program.mien("catalogue", "analyse", "--model", "nowhere", "song.wav")
      #expect(nowhere.errors.contains("nowhere is not there: make it with mien tracks train"))
      #expect(try await program.mien("catalogue", "analyse", "-").status == 64)
    }
  }

  @Test(.enabled(if: Program.hasFFmpeg))
  func `what is heard is noted as an estimate, and never over a person's word`()
    async throws
  {
    try await withProgram { program in
      let items = """
        [{"id": "said", "title": "Said", "creator": "Ada", "kind": "music", "minutes": 4, "valence": 0.9,
          "arousal": 0.9, "energy": 0.9, "tags": [], "why": "I say so.",
          "link": "https://nas.example.org/said.wav"},
         {"id": "guess", "title": "Guess", "creator": "Ada", "kind": "music", "minutes": 4, "valence": 0,
          "arousal": 0, "energy": 0.5, "tags": [], "why": "Nothing is known of its mood yet.", "estimate": 0,
          "link": "https://nas.example.org/my%20guess.wav"}]
        """
      try program.write("items.json", Data(items.utf8))
      let imported = try await program.mien("catalogue", "import", "items.json")
      #expect(imported.status == 0, "\(imported.errors)")
      for name in ["said.wav", "my guess.wav", "The Kitchen - Drip.wav"] {
        try program.write(name, Self.song(glad: false))
      }
      let call = ["catalogue", "analyse", "--keep", "said.wav", "my guess.wav", "The Kitchen - Drip.wav"]
      let first = try await program.run(Program.binary, call)
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.errors.contains("1 new, 1 changed, 0 as before; 1 left as they were"), "\(first.errors)")
      let list = try #require(
        try await program.mien("catalogue", "list", "--kind", "music", "--json").json as? [[String: Any]])
      let said = try #require(list.first { $0["id"] as? String == "said" })
      #expect(said["valence"] as? Double == 0.9 && said["estimate"] == nil)
      let guess = try #require(list.first { $0["id"] as? String == "guess" })
      #expect((guess["estimate"] as? Double ?? 0) > 0)
      #expect((guess["why"] as? String ?? "").contains("A minor"))
      let drip = try #require(list.first { $0["title"] as? String == "Drip" })
      #expect(drip["creator"] as? String == "The Kitchen")
      #expect(drip["valence"] as? Double == guess["valence"] as? Double)
      let again = try await program.run(Program.binary, call)
      #expect(again.errors.contains("0 new, 0 changed, 2 as before; 1 left as they were"), "\(again.errors)")

      // In the folder of a library they can be played, also what is left where a person put it.
      let placed = try await program.run(Program.binary, call + ["--library", "."])
      #expect(
        placed.errors.contains("0 new, 3 changed, 0 as before; 1 left as they were"), "\(placed.errors)")
      let playable = try #require(
        try await program.mien("catalogue", "list", "--kind", "music", "--json").json as? [[String: Any]])
      #expect(playable.first { $0["id"] as? String == "said" }?["file"] as? String == "said.wav")
      let played = playable.first { $0["title"] as? String == "Drip" }
      #expect(played?["file"] as? String == "The Kitchen - Drip.wav")
    }
  }

  @Test func `a tiny run writes a network that can be judged`() async throws {
    try await withProgram { program in
      try program.write(
        "recipe.json", Data(#"{"clips": 16, "heldOut": 8, "epochs": 2, "batchSize": 8, "hidden": 4}"#.utf8))
      let run = try await program.mien("tracks", "train", "--output", "run", "--recipe", "recipe.json")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("synthesised"))
      let files = try FileManager.default.contentsOfDirectory(atPath: program.file("run").path)
      #expect(Set(files) == ["tracks.safetensors", "recipe.json", "log.jsonl", "loss.svg"])
      let again = try await program.mien("tracks", "train", "--output", "run", "--recipe", "recipe.json")
      #expect(again.status == 1)
      #expect(again.errors.contains("holds a run already"))
      let judged = try await program.mien(
        "tracks", "evaluate", "--model", "run/tracks.safetensors", "--clips", "20", "--json", "-")
      #expect(judged.status == 0, "\(judged.errors)")
      let report = try #require(try judged.json as? [String: Any])
      #expect(report["clips"] as? Int == 20)
      #expect((report["data"] as? String ?? "").contains("synthesised"))
      #expect(((report["network"] as? [String: Any])?["valence"] as? [String: Double])?["rmse"] != nil)
    }
  }
}
