import Foundation
import Programs
import Testing

/// What goes wrong around `train`, `evaluate` and `data check`, and what is kept.
@Suite(.serialized) struct TrainingTroubleTests {
  private static let recipe = Data(
    #"{"side": 48, "widthMultiplier": 0.35, "batchSize": 8, "validationShare": 0.3, "aligned": false}"#.utf8)

  private func train(_ program: Program, _ arguments: String...) async throws -> Program.Result {
    try await program.run(
      Program.binary,
      ["train", "--data", "faces.csv", "--recipe", "recipe.json", "--from-scratch"] + arguments)
  }

  /// Starts a run into `my run` and sends Control-C once the first epoch is logged.
  ///
  /// - Returns: what it said on standard error.
  private func stopAfterFirstEpoch(_ program: Program) async throws -> String {
    let process = try program.start(
      Program.binary,
      [
        "train", "--data", "faces.csv", "--recipe", "recipe.json", "--from-scratch", "--output", "my run",
        "--epochs", "24", "--threads", "1",
      ], output: program.file("out"), errors: program.file("err"))
    try await interrupt(process, onceThereIs: program.file("my run/log.jsonl"))
    let said = try String(contentsOf: program.file("err"), encoding: .utf8)
    #expect(process.status == 1, "\(said)")
    return said
  }

  /// Waits on a thread of its own: tests beside this one may keep Swift's few threads busy for seconds.
  private func interrupt(_ process: RunningProgram, onceThereIs file: URL) async throws {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        while process.isRunning, !FileManager.default.fileExists(atPath: file.path) { usleep(2000) }
        process.send(SIGINT)
        process.wait()
        continuation.resume()
      }
    }
  }

  private func refusal(_ program: Program, _ arguments: String...) async throws -> String {
    let result = try await program.run(Program.binary, arguments)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("Error: "))
    return result.errors
  }

  @Test func `labels that do not match are refused with both counts, or the line`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      let header =
        "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
      let votes = (0..<84).map { "\($0 < 42 ? "Training" : "PublicTest"),fer\($0).png,0,10,0,0,0,0,0,0,0,0" }
      try program.write("short.csv", Data(([header] + votes.dropLast()).joined(separator: "\n").utf8))
      try program.write("turned.csv", Data(([header] + votes.reversed()).joined(separator: "\n").utf8))
      for command in [["evaluate"], ["data", "check"], ["train", "--output", "run", "--from-scratch"]] {
        let short = try await program.run(
          Program.binary, command + ["--data", "faces.csv", "--labels", "short.csv"])
        #expect(short.status == 1)
        #expect(short.errors.contains("83 rows") && short.errors.contains("has 84"))
        let turned = try await program.run(
          Program.binary, command + ["--data", "faces.csv", "--labels", "turned.csv"])
        #expect(turned.status == 1)
        #expect(turned.errors.contains("turned.csv, line 2") && turned.errors.contains("PublicTest"))
      }
      #expect(!FileManager.default.fileExists(atPath: program.file("run").path))
    }
  }

  @Test func `a class without faces stops training and is named`() async throws {
    try await withProgram { program in
      let rows = String(decoding: TrainingCommandTests.faces(), as: UTF8.self).split(separator: "\n")
      let fearless = rows.filter { !$0.hasPrefix("2,") }
      try program.write("faces.csv", Data(fearless.joined(separator: "\n").utf8))
      try program.write("recipe.json", Self.recipe)
      let result = try await train(program, "--output", "run")
      #expect(result.status == 1)
      #expect(result.errors.contains("“fear”"))
      #expect(try await program.mien("evaluate", "--data", "faces.csv").status == 0)
    }
  }

  @Test func `a recipe with an unknown key is refused with the known ones`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      try program.write("recipe.json", Data(#"{"epoch": 3}"#.utf8))
      let message = try await refusal(
        program, "train", "--data", "faces.csv", "--recipe", "recipe.json", "--from-scratch", "--output",
        "run")
      #expect(message.contains("'epoch'") && message.contains("epochs"))
    }
  }

  @Test func `one corrupt picture among many is named, skipped and counted, many stop`() async throws {
    try await withProgram { program in
      let png = try #require(
        Data(
          base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGNgcGBo+A8AAwUBwE4zW+kAAAAASUVORK5CYII="
        ))
      for emotion in ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"] {
        let folder = program.file("faces/test/\(emotion)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for number in 0..<3 { try png.write(to: folder.appending(path: "\(number).png")) }
      }
      try program.write("faces/test/sad/1.png", png.prefix(40))
      for command in [["evaluate"], ["data", "check"]] {
        let result = try await program.run(Program.binary, command + ["--data", "faces"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("1 picture cannot be read, left out:\n  test/sad/1.png: "))
      }
      try program.write("faces/test/sad/2.png", Data("no picture".utf8))
      let message = try await refusal(program, "evaluate", "--data", "faces")
      #expect(message.contains("2 of 21 pictures cannot be read") && message.contains("test/sad/2.png"))
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `Control-C keeps what was done and says how to go on, to the same weights`()
    async throws
  {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      try program.write("recipe.json", Self.recipe)
      let whole = try await train(program, "--output", "whole", "--epochs", "24", "--threads", "1")
      #expect(whole.status == 0, "\(whole.errors)")

      let said = try await stopAfterFirstEpoch(program)
      let advice = try #require(
        said.split(separator: "\n").first {
          $0.contains(" of 24; all that was done is kept, go on with: mien train")
        },
        "\(said)")
      let command = try #require(advice.components(separatedBy: "go on with: mien ").last)
      #expect(command == "train --data faces.csv --output 'my run' --threads 1 --resume")

      let resumed = try await program.run(
        URL(filePath: "/bin/bash"), ["-c", "'\(Program.binary.path)' \(command)"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      let checkpoint = "checkpoint.safetensors"
      #expect(
        try Data(contentsOf: program.file("whole/\(checkpoint)"))
          == Data(contentsOf: program.file("my run/\(checkpoint)")))
    }
  }

  @Test(.timeLimit(.minutes(10))) func `a full disk stops the run and keeps the last good checkpoint whole`()
    async throws
  {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      try program.write("recipe.json", Self.recipe)
      _ = try await stopAfterFirstEpoch(program)
      let checkpoint = program.file("my run/checkpoint.safetensors")
      let kept = try Data(contentsOf: checkpoint)
      // A limit of one block on the size of files stands in for a disk without space.
      let resume = "train --data faces.csv --threads 1 --output 'my run' --resume"
      let full = try await program.run(
        URL(filePath: "/bin/bash"),
        ["-c", "(trap '' XFSZ; ulimit -f 1; exec '\(Program.binary.path)' \(resume)) 2>&1 | cat"])
      #expect(full.output.contains("cannot be written") && full.output.contains("space"), "\(full.output)")
      #expect(try Data(contentsOf: checkpoint) == kept)
      let after = try await program.mien(
        "train", "--data", "faces.csv", "--threads", "1", "--output", "my run", "--resume")
      #expect(after.status == 0, "\(after.errors)")
    }
  }

  @Test func `Control-C in the first epoch keeps what was done of it`() async throws {
    try await withProgram { program in
      try program.write("faces.csv", TrainingCommandTests.faces())
      try program.write(
        "recipe.json",
        Data(#"{"side": 96, "batchSize": 32, "validationShare": 0.1, "epochs": 2, "aligned": false}"#.utf8))
      let process = try program.start(
        Program.binary,
        ["train", "--data", "faces.csv", "--recipe", "recipe.json", "--from-scratch", "--output", "run"],
        output: program.file("out"), errors: program.file("err"))
      try await interrupt(process, onceThereIs: program.file("run/recipe.json"))
      let said = try String(contentsOf: program.file("err"), encoding: .utf8)
      #expect(process.status == 1)
      #expect(
        said.contains(
          "Stopped in epoch 1 of 2; all that was done is kept, go on with: mien train --data faces.csv"),
        "\(said)")
      let kept = program.file("run/checkpoint.safetensors")
      #expect(FileManager.default.fileExists(atPath: kept.path))
    }
  }
}
