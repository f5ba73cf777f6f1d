import Foundation
import Testing

@Suite struct EvaluationCommandTests {
  /// The tiny FER2013 in which the first seven faces of PublicTest are also in Training.
  private static func leaking() -> Data {
    var lines = String(decoding: TrainingCommandTests.faces(), as: UTF8.self).split(separator: "\n").map(
      String.init)
    for row in 1...7 { lines[42 + row] = lines[row].replacing("Training", with: "PublicTest") }
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `raw and leak-free figures always stand together, and a leak is a warning`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", Self.leaking())
      let result = try await program.mien("evaluate", "--data", "faces.csv", "--json")
      #expect(result.status == 0, "\(result.errors)")
      let report = try object(result.output)
      let leakFree = try #require(report["leak_free"] as? [String: Any])
      #expect(report["count"] as? Int == 42 && leakFree["count"] as? Int == 35)
      let keys: Set = [
        "accuracy", "macro_f1", "macro_recall", "ece", "nll", "brier", "per_class", "confusion_matrix",
        "labels",
        "count", "unsure",
      ]
      #expect(Set(report.keys) == keys.union(["leak_free"]) && Set(leakFree.keys) == keys)
      let unsure = try #require(report["unsure"] as? [String: Double])
      #expect(Set(unsure.keys) == ["threshold", "coverage", "accuracy"])
      #expect(result.errors.hasPrefix("Warning: the split leaks: 7 of 42 faces (16.7 %)"))
      #expect(result.errors.split(separator: "\n").count == 1)
      let text = try await program.mien("evaluate", "--data", "faces.csv")
      #expect(text.output.hasPrefix("                              all rows   leak-free\n"))
      #expect(text.output.contains("95 % interval"))
    }
  }

  @Test func `without training data it says that leaks could not be checked`() async throws {
    try await withProgram { program in
      let lines = String(decoding: Self.leaking(), as: UTF8.self).split(separator: "\n")
      let test = [lines[0]] + lines[43...]
      try program.write("test.csv", Data(test.joined(separator: "\n").utf8))
      try program.write("train.csv", Data(lines[0...42].joined(separator: "\n").utf8))
      let alone = try await program.mien("evaluate", "--data", "test.csv", "--json")
      #expect(alone.status == 0)
      #expect(alone.errors.hasPrefix("Leaks could not be checked"))
      #expect(try object(alone.output)["leak_free"] == nil)
      let told = try await program.mien(
        "evaluate", "--data", "test.csv", "--against", "train.csv#Training", "--json")
      #expect(told.errors.contains("in train.csv#Training, named as trained on."))
      #expect((try object(told.output)["leak_free"] as? [String: Any])?["count"] as? Int == 35)
    }
  }

  @Test func `the list of the leak check is taken by evaluate and train`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", Self.leaking())
      let check = try await program.mien("data", "check", "--data", "faces.csv", "--output", "leaks")
      #expect(check.status == 0 && check.errors.contains("--exclude"))
      let lines = String(decoding: Self.leaking(), as: UTF8.self).split(separator: "\n")
      // Alone, the test rows keep their split but count from 0: the list has to be of that file.
      try program.write(
        "pairs.csv",
        Data(
          """
          split_a,row_a,split_b,row_b,correlation,identical
          faces.csv#Training,0,test.csv#PublicTest,0,1.0000,true
          faces.csv#Training,1,test.csv#PublicTest,1,1.0000,true

          """.utf8))
      try program.write("test.csv", Data(([lines[0]] + lines[43...]).joined(separator: "\n").utf8))
      let listed = try await program.mien(
        "evaluate", "--data", "test.csv", "--exclude", "pairs.csv", "--json")
      #expect(listed.status == 0, "\(listed.errors)")
      #expect((try object(listed.output)["leak_free"] as? [String: Any])?["count"] as? Int == 40)
      let damaged = try await program.mien("evaluate", "--data", "test.csv", "--exclude", "test.csv")
      #expect(damaged.status == 1 && damaged.errors.contains("split_a,row_a,split_b,row_b"))
      // Seven training faces are also in PublicTest, which training finds by itself; the list adds another.
      let header = "split_a,row_a,split_b,row_b,correlation,identical"
      try program.write("more.csv", Data("\(header)\nfaces.csv#Training,9,other#all,0,0.95,false\n".utf8))
      try program.write(
        "recipe.json",
        Data(
          #"{"side": 48, "widthMultiplier": 0.35, "batchSize": 8, "validationShare": 0.3, "aligned": false}"#
            .utf8))
      let run = try await program.mien(
        "train", "--data", "faces.csv", "--exclude", "more.csv", "--recipe", "recipe.json", "--from-scratch",
        "--epochs", "1", "--output", "run")
      #expect(run.status == 0 && run.errors.contains("; 8 left out because another split"), "\(run.errors)")
    }
  }

  @Test func `a report is one page with its numbers beside it`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", Self.leaking())
      let result = try await program.mien(
        "evaluate", "--data", "faces.csv", "--report", "out/deep", "--robustness-rows", "3")
      #expect(result.status == 0, "\(result.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: program.file("out/deep").path)
      #expect(Set(files) == ["index.html", "report.json"])
      let page = try String(contentsOf: program.file("out/deep/index.html"), encoding: .utf8)
      #expect(page.contains("mien evaluate --data faces.csv --report out/deep --robustness-rows 3"))
      #expect(page.contains("<h2>Robustness</h2>") && page.contains("<h2>Speed</h2>"))
      #expect(!page.contains("http:") && !page.contains("https:"))
      let numbers = try object(String(contentsOf: program.file("out/deep/report.json"), encoding: .utf8))
      #expect((numbers["robustness"] as? [String: Any])?["rows"] as? Int == 3)
      #expect((numbers["speed"] as? [String: Any])?["images_per_second"] != nil)
      try program.write("taken", Data())
      let refused = try await program.mien(
        "evaluate", "--data", "faces.csv", "--report", "taken/report", "--robustness-rows", "0")
      #expect(refused.status == 1 && refused.errors.contains("taken/report"))
    }
  }

  @Test func `a result that finds no space is said, not lost`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      let shell = URL(filePath: "/bin/bash")
      let full = try await program.run(
        shell, ["-c", "'\(Program.binary.path)' evaluate --data faces.csv --json > /dev/full"])
      #expect(full.status == 1)
      #expect(full.errors.contains("standard output cannot be written: no space left on device"))
      try program.write("report.json", Data("old\n".utf8))
      // A limit of 0 blocks on the size of files stands in for a disk without space.
      let limited = try await program.run(
        shell,
        [
          "-c",
          "(trap '' XFSZ; ulimit -f 0; exec '\(Program.binary.path)' evaluate --data faces.csv --json report.json) 2>&1 | cat",
        ])
      #expect(
        limited.output.contains("report.json cannot be written") && limited.output.contains("is there space"))
      #expect(try String(contentsOf: program.file("report.json"), encoding: .utf8) == "old\n")
    }
  }
}
