import Foundation
import Testing

/// `mien watch`, on clips that `ffmpeg` makes of a still picture.
@Suite(.enabled(if: Program.hasFFmpeg, "ffmpeg is not installed: scripts/bootstrap --tests installs it"))
struct WatchTests {
  private func ffmpeg(_ program: Program, _ arguments: [String]) async throws {
    let result = try await program.run(
      URL(filePath: "/usr/bin/env"), ["ffmpeg", "-v", "error", "-nostdin", "-y"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// A clip of a picture at ten frames a second; the portrait moves a little, as people do.
  private func makeClip(
    _ program: Program, _ name: String = "clip.mkv", of picture: URL? = nil, frames: Int = 20,
    _ arguments: String...
  ) async throws {
    try program.write("grey.png", PredictTests.grey)
    let path = (picture ?? program.file("grey.png")).path
    try await ffmpeg(
      program,
      ["-loop", "1", "-framerate", "10", "-i", path, "-frames:v", "\(frames)"]
        + (arguments.isEmpty ? ["-c:v", "mjpeg", "-q:v", "2"] : arguments) + [name])
  }

  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `one object a frame, with its time and what the page gets too`() async throws {
    try await withProgram { program in
      try await makeClip(program, of: PredictTests.portrait)
      let result = try await program.mien("watch", "--json", "clip.mkv")
      #expect(result.status == 0, "\(result.errors)")
      let frames = try objects(result.output)
      #expect(frames.compactMap { $0["time"] as? Double } == (0..<20).map { Double($0) / 10 })
      let last = try #require(frames.last)
      #expect(
        last.keys.sorted() == ["conditions", "faces", "height", "mood", "state", "time", "viewer", "width"])
      #expect((last["state"] as? [String: Any])?["label"] as? String == "happy")
      let ids = frames.map { (($0["faces"] as? [[String: Any]]) ?? []).compactMap { $0["id"] as? Int } }
      #expect(ids.allSatisfy { $0 == [1] })
      #expect(result.errors.contains("20 frames read"))
    }
  }

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `rows with commas, and the annotated video has as many frames with the box drawn`() async throws {
    try await withProgram { program in
      try await makeClip(program, of: PredictTests.portrait)
      let result = try await program.mien("watch", "--csv", "--output", "out.mp4", "clip.mkv")
      #expect(result.status == 0, "\(result.errors)")
      let rows = result.output.split(separator: "\n").map { $0.components(separatedBy: ",") }
      #expect(rows.map(\.count) == Array(repeating: 20, count: 21))
      let header = rows.first?.prefix(7).joined(separator: " ")
      #expect(header == "time width height faces state label confidence")
      let last = rows.last?.prefix(6).joined(separator: " ")
      #expect(last == "1.900 512 512 1 mood happy")
      let again = try await program.mien("watch", "--json", "out.mp4")
      let frames = try objects(again.output)
      #expect(frames.compactMap { $0["time"] as? Double } == (0..<20).map { Double($0) / 10 })
      #expect(frames.allSatisfy { $0["width"] as? Int == 512 })
      // The plate behind the mood's words has its colour.
      for (clip, corner) in [("clip.mkv", "before"), ("out.mp4", "after")] {
        let cut = ["-frames:v", "1", "-vf", "crop=4:4:10:10", "-f", "rawvideo", "-pix_fmt", "rgb24"]
        try await ffmpeg(program, ["-i", clip] + cut + [corner])
      }
      let (before, after) = try (
        Data(contentsOf: program.file("before")), Data(contentsOf: program.file("after"))
      )
      #expect(before.count == 48 && after.count == 48)
      #expect(before != after)
    }
  }

  @Test func `elsewhere than at a terminal there is a line a change`() async throws {
    try await withProgram { program in
      try await makeClip(program)
      let result = try await program.mien("watch", "clip.mkv")
      #expect(result.status == 0)
      #expect(result.output == " 0:00.00  no face\n")
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script is not here"))
  func `at a terminal the bars are drawn over in place`() async throws {
    try await withProgram { program in
      try await makeClip(program)
      let result = try await program.run(
        URL(filePath: "/usr/bin/script"),
        ["-qec", "stty cols 70 rows 30; '\(Program.binary.path)' watch clip.mkv", "/dev/null"],
        environment: ["TERM": "xterm"])
      #expect(result.status == 0)
      #expect(result.output.contains("  surprise "))
      #expect(result.output.contains("\u{1B}[12A"), "\(result.output)")
      #expect(result.output.contains("20/20 frames"))
      let lines = result.output.components(separatedBy: "\n")
      #expect(lines.filter { $0.contains("frames/s") }.allSatisfy { $0.contains("no face") })
    }
  }

  @Test func `MJPEG comes on standard input, and fewer frames are read where that is asked`() async throws {
    try await withProgram { program in
      try await makeClip(program, "clip.mjpeg")
      let stream = try Data(contentsOf: program.file("clip.mjpeg"))
      let all = try await program.mien("watch", "--json", "--fps", "10", "-", input: stream)
      #expect(all.status == 0, "\(all.errors)")
      #expect(
        try objects(all.output).compactMap { $0["time"] as? Double } == (0..<20).map { Double($0) / 10 })
      try await makeClip(program)
      let third = try await program.mien("watch", "--json", "--every", "3", "clip.mkv")
      #expect(try objects(third.output).count == 7)
      let slow = try await program.mien("watch", "--json", "--fps", "5", "clip.mkv")
      #expect(
        try objects(slow.output).compactMap { $0["time"] as? Double } == (0..<10).map { Double($0) / 5 })
    }
  }

  @Test func `what cannot be watched is said in one sentence`() async throws {
    try await withProgram { program in
      try program.write("words.mp4", Data("these are words".utf8))
      try program.write("empty.mp4", Data())
      try await makeClip(program)
      for (input, said) in [
        ("nowhere.mp4", "there is no such file"), (".", "it is a folder"), ("/dev/null", "neither a video"),
        ("words.mp4", "moov atom not found"), ("empty.mp4", "it is empty"),
        ("/dev/video99", "is the camera plugged in?"), ("grey.png/x", "cannot be read"),
      ] {
        let result = try await program.mien("watch", "--json", input)
        #expect(result.status == 1 && result.output.isEmpty, "\(input)")
        #expect(result.errors.hasPrefix("Error: \(input): "), "\(result.errors)")
        #expect(result.errors.contains(said) || input == "empty.mp4", "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      }
      let without = try await program.mien("watch", "clip.mkv", environment: ["PATH": "/nowhere"])
      #expect(without.status == 1 && without.errors.contains("apt-get install ffmpeg"))
    }
  }

  @Test func `bad standard input never hangs`() async throws {
    try await withProgram { program in
      try await makeClip(program, "clip.mjpeg")
      let stream = try Data(contentsOf: program.file("clip.mjpeg"))
      for (input, frames, said) in [
        (Data(), 0, "it is empty"), (Data("hello\n".utf8), 0, "this is not MJPEG"),
        (Data(repeating: 7, count: 3_000_000), 0, "this is not MJPEG"),
        (stream.prefix(stream.count - 9), 19, "it ends within a picture, and 19 frames were read before"),
      ] {
        let result = try await program.mien("watch", "--json", "-", input: input)
        #expect(result.status == 1)
        #expect(try objects(result.output).count == frames)
        #expect(result.errors.contains("Error: standard input: \(said)"), "\(result.errors)")
      }
    }
  }

  @Test func `a file cut off is read as far as it goes, and the exit code is 1`() async throws {
    try await withProgram { program in
      try await makeClip(program)
      let whole = try Data(contentsOf: program.file("clip.mkv"))
      try program.write("cut.mkv", whole.prefix(whole.count * 2 / 3))
      let result = try await program.mien("watch", "--json", "--output", "out.mp4", "cut.mkv")
      #expect(result.status == 1)
      let frames = try objects(result.output).count
      #expect((1..<20).contains(frames))
      #expect(result.errors.contains("Error: cut.mkv: it is damaged or cut off, and \(frames) frame"))
      let written = try await program.mien("watch", "--json", "out.mp4")
      #expect(written.status == 0, "\(written.errors)")
      #expect(try objects(written.output).count == frames)
    }
  }

  @Test func `Control-C ends it, completes the video and leaves no child behind`() async throws {
    try await withProgram { program in
      try await makeClip(program, "long.mkv", frames: 40, "-c:v", "mjpeg")
      // Ten frames a second as they would come from a camera, for longer than the test waits.
      let shell = """
        mkfifo pipe
        ffmpeg -v quiet -nostdin -re -stream_loop -1 -i long.mkv -f mjpeg - > pipe 2>/dev/null &
        exec '\(Program.binary.path)' watch --csv --output out.mkv pipe
        """
      let process = try program.start(
        URL(filePath: "/bin/bash"), ["-c", shell], output: program.file("out"), errors: program.file("err"))
      let output = program.file("out")
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          while process.isRunning, ((try? Data(contentsOf: output))?.count ?? 0) < 600 { usleep(5000) }
          process.send(SIGINT)
          process.wait()
          continuation.resume()
        }
      }
      let said = try String(contentsOf: program.file("err"), encoding: .utf8)
      #expect(process.status == 0, "\(said)")
      let rows = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").count - 1
      #expect(rows > 0 && said.contains("\(rows) frame"), "\(said)")
      let written = try await program.mien("watch", "--json", "out.mkv")
      #expect(written.status == 0, "\(written.errors)")
      #expect(try objects(written.output).count > 0)
    }
  }

  @Test func `what cannot be written is said before the work, or at once`() async throws {
    try await withProgram { program in
      try await makeClip(program)
      for (output, said) in [
        ("nowhere/out.mp4", "nowhere/out.mp4 cannot be written"), (".", ". is a folder"),
        ("out", "name it out.mp4"), ("clip.mkv", "is the video that is read"),
        ("out.xyz", "out.xyz: it cannot be written: Unable to find a suitable output format"),
      ] {
        let result = try await program.mien("watch", "--output", output, "clip.mkv")
        #expect(result.status == 1)
        #expect(result.errors.contains("Error: \(said)") || result.errors.contains(said), "\(result.errors)")
      }
      #expect(try await program.mien("watch", "clip.mkv").status == 0)
    }
  }
}
