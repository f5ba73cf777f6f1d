import Foundation
import Testing

@Suite struct TrainingCommandTests {
  /// A tiny FER2013: noise of a seed, each class a few times in each split.
  static func faces() -> Data {
    var state: UInt64 = 7
    var lines = ["emotion,pixels,Usage"]
    for split in ["Training", "PublicTest"] {
      for row in 0..<42 {
        let pixels = (0..<48 * 48).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return String((state >> 33) % 256)
        }
        lines.append("\(row % 7),\(pixels.joined(separator: " ")),\(split)")
      }
    }
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  @Test func `an evaluation has the documented fields and adds up`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", Self.faces())
      let result = try await program.mien("evaluate", "--data", "faces.csv", "--json")
      #expect(result.status == 0)
      let report = try #require(try result.json as? [String: Any])
      #expect(
        Set(report.keys).isSuperset(of: [
          "accuracy", "macro_f1", "per_class", "confusion_matrix", "labels", "count",
        ]))
      #expect(report["count"] as? Int == 42)
      #expect(
        report["labels"] as? [String] == ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"])
      let matrix = try #require(report["confusion_matrix"] as? [[Int]])
      #expect(matrix.map { $0.reduce(0, +) } == [6, 6, 6, 6, 6, 6, 6])
      let right = matrix.indices.reduce(0) { $0 + matrix[$1][$1] }
      #expect((try #require(report["accuracy"] as? Double) - Double(right) / 42).magnitude < 1e-9)
      let happy = try #require((report["per_class"] as? [String: [String: Any]])?["happy"])
      #expect(Set(happy.keys) == ["precision", "recall", "f1", "support"])
      #expect(happy["support"] as? Int == 6)
      let text = try await program.mien("evaluate", "--data", "faces.csv", "--split", "PublicTest")
      #expect(text.output.contains("accuracy"))
      #expect(text.output.contains("true \\ predicted"))
    }
  }

  @Test func `what cannot be read is a sentence with the file in it`() async throws {
    try await withProgram { program in
      try program.write("words.csv", Data("this is a letter\n".utf8))
      try program.write("faces.csv", Self.faces())
      let refused = [
        (["evaluate", "--data", "nowhere.csv"], "nowhere.csv"),
        (["evaluate", "--data", "words.csv"], "words.csv"),
        (["evaluate", "--data", "faces.csv", "--split", "Moon"], "Moon"),
        (["evaluate", "--data", "faces.csv", "--model", "nowhere"], "nowhere"),
        (["train", "--data", "nowhere.csv", "--output", "run", "--from-scratch"], "nowhere.csv"),
        (
          ["train", "--data", "faces.csv", "--output", "run", "--init", "none.safetensors"],
          "none.safetensors"
        ),
      ]
      for (arguments, complaint) in refused {
        let result = try await program.run(Program.binary, arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains(complaint))
      }
    }
  }

  @Test(.timeLimit(.minutes(10))) func `a short run writes weights that can be evaluated`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", Self.faces())
      try program.write(
        "recipe.json",
        Data(#"{"side": 48, "widthMultiplier": 0.35, "batchSize": 8, "validationShare": 0.3}"#.utf8))
      let run = try await program.mien(
        "train", "--data", "faces.csv", "--output", "run", "--recipe", "recipe.json", "--epochs", "1",
        "--from-scratch")
      #expect(run.status == 0, "\(run.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: program.file("run").path)
      #expect(
        Set(files).isSuperset(of: [
          "weights.safetensors", "recipe.json", "log.jsonl", "loss.svg", "accuracy.svg",
        ]))
      let again = try await program.mien(
        "train", "--data", "faces.csv", "--output", "run", "--recipe", "recipe.json", "--from-scratch")
      #expect(again.status == 1)
      #expect(again.errors.contains("--resume"))
      let evaluated = try await program.mien(
        "evaluate", "--data", "faces.csv", "--model", "run/weights.safetensors", "--json")
      #expect(evaluated.status == 0)
      // Ranges do not change what it reads in 32 bits.
      let measured = try await program.mien(
        "quantize", "--data", "faces.csv", "--model", "run/weights.safetensors", "--output",
        "ranges.safetensors",
        "--rows", "9")
      #expect(measured.status == 0 && measured.output == "ranges.safetensors\n", "\(measured.errors)")
      #expect(measured.errors.contains("Ranges are those of 9 faces"))
      let same = try await program.mien(
        "evaluate", "--data", "faces.csv", "--model", "ranges.safetensors", "--json", "--precision", "float32"
      )
      #expect(same.output == evaluated.output)
      // It was trained on aligned faces, and nothing can be aligned without the detector.
      #expect(run.errors.contains("Aligning the faces"))
      let without = try await program.mien(
        "evaluate", "--data", "faces.csv", "--model", "run/weights.safetensors", "--weights", "nowhere")
      #expect(without.status == 1 && without.errors.contains("nowhere"), "\(without.errors)")
    }
  }
}
