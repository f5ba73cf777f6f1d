import Foundation
import Testing

@Suite struct PredictTests {
  /// 64×64 pixels of one grey, as PNG: no face.
  static let grey = Data(
    base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAK0lEQVR42u3MMREAAAgEoNfkRjeEmwcBqMlNRyAQ"
      + "CAQCgUAgEAgEAsHzYAFAdAEArKmlZAAAAABJRU5ErkJggg==")!

  /// NASA's portrait of Eileen Collins, in the public domain, which scripts/bootstrap fetches.
  static let portrait = Program.repository.appending(path: "weights/test/astronaut.png")
  static let hasPortrait = FileManager.default.fileExists(atPath: portrait.path)

  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func `a picture without a face is a normal answer with an empty list`() async throws {
    try await withProgram { program in
      try program.write("grey.png", Self.grey)
      let result = try await program.mien("predict", "--json", "grey.png")
      #expect(result.status == 0)
      #expect(result.output == #"{"faces":[],"height":64,"path":"grey.png","width":64}"# + "\n")
      #expect(try await program.mien("predict", "grey.png").output == "grey.png  64×64  no face\n")
    }
  }

  @Test func `standard input is a picture too`() async throws {
    try await withProgram { program in
      let result = try await program.mien("predict", "--json", "-", input: Self.grey)
      #expect(result.output == #"{"faces":[],"height":64,"path":"-","width":64}"# + "\n")
      #expect(result.status == 0)
    }
  }

  @Test(.enabled(if: hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `a portrait has one face with all of the documented fields`() async throws {
    try await withProgram { program in
      let result = try await program.mien("predict", "--json", Self.portrait.path)
      #expect(result.status == 0)
      let picture = try object(result.output)
      #expect(picture.keys.sorted() == ["faces", "height", "path", "width"])
      #expect(picture["path"] as? String == Self.portrait.path)
      let faces = try #require(picture["faces"] as? [[String: Any]])
      let face = try #require(faces.first)
      #expect(faces.count == 1)
      #expect(
        face.keys.sorted() == [
          "arousal", "box", "confidence", "emotion", "probabilities", "score", "valence",
        ])
      let box = try #require(face["box"] as? [String: Double])
      #expect(box.keys.sorted() == ["height", "width", "x", "y"])
      #expect((box["x"]! + box["width"]! / 2 - 222).magnitude < 25)
      #expect((box["y"]! + box["height"]! / 2 - 120).magnitude < 35)
      let probabilities = try #require(face["probabilities"] as? [String: Double])
      #expect(
        probabilities.keys.sorted() == ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"])
      #expect((probabilities.values.reduce(0, +) - 1).magnitude < 1e-6)
      #expect(face["emotion"] as? String == "happy")
      #expect(face["confidence"] as? Double == probabilities["happy"])
      #expect(try #require(face["score"] as? Double) > 0.5)
      #expect(try #require(face["valence"] as? Double) > 0)
    }
  }

  @Test func `bad files are named one by one, the others go on, and the exit code is 1`() async throws {
    try await withProgram { program in
      try program.write("empty.jpg", Data())
      try program.write("words.png", Data("this is a text".utf8))
      try program.write("half.png", Self.grey.prefix(60))
      try program.write("grey.png", Self.grey)
      let result = try await program.mien(
        "predict", "--json", "empty.jpg", "words.png", "half.png", "nowhere.webp", "grey.png")
      #expect(result.status == 1)
      #expect(result.output == #"{"faces":[],"height":64,"path":"grey.png","width":64}"# + "\n")
      let complaints = result.errors.split(separator: "\n")
      #expect(complaints.count == 5 && complaints.last == "4 of 5 pictures could not be read.")
      #expect(complaints[0].hasPrefix("mien: empty.jpg: the image is empty (0 bytes)"))
      #expect(complaints[1].hasPrefix("mien: words.png: this is not an image"))
      #expect(complaints[2].hasPrefix("mien: half.png: "))
      #expect(complaints[3] == "mien: nowhere.webp: it cannot be read: there is no such file")
    }
  }

  @Test func `a header that promises a hundred megapixels is refused before it is decoded`() async throws {
    try await withProgram { program in
      var bomb = Self.grey
      bomb.replaceSubrange(16..<24, with: [0, 0, 0x80, 0, 0, 0, 0x80, 0])
      try program.write("bomb.png", bomb)
      let result = try await program.mien("predict", "bomb.png")
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("mien: bomb.png: "))
    }
  }

  @Test func `a missing or damaged weight file is named with what to do`() async throws {
    try await withProgram { program in
      try program.write("grey.png", Self.grey)
      let missing = try await program.mien("predict", "--weights", "nowhere", "grey.png")
      #expect(missing.status == 1)
      #expect(missing.errors.contains("nowhere"))
      #expect(missing.errors.contains("fetch_weights.py"))
      try FileManager.default.createDirectory(at: program.file("torn"), withIntermediateDirectories: true)
      for name in ["face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"] {
        try program.write("torn/\(name)", Data("not weights".utf8))
      }
      let damaged = try await program.mien("predict", "--weights", "torn", "grey.png")
      #expect(damaged.status == 1)
      #expect(damaged.errors.contains("face_detection_short_range.tflite"))
      #expect(damaged.output.isEmpty)
    }
  }
}
