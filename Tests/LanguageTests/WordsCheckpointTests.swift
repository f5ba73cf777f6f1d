import Emotions
import Foundation
import Language
import Tensors
import Testing

@Suite struct WordsCheckpointTests {
  private static let metadata = [
    "format": WordsCheckpoint.format, "scale": "2", "temperature": "1.2", "unsure_below": "0.4",
    "thresholds": "0.1 0.2 0.3 0.4 0.5 0.6 0.7", "command": "mien text train",
  ]
  private static let tensors = [
    "head.weight": WeightTensor(shape: [7, 2], values: (0..<14).map { Float($0) }),
    "head.bias": WeightTensor(shape: [7], values: [Float](repeating: 1, count: 7)),
  ]

  @Test func `what is written is read again`() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let made = WordsCheckpoint(
      tensors: Self.tensors, scale: 2, temperature: 1.25, thresholds: [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
      unsureBelow: 0.5, notes: ["epoch": "3"])
    try made.write(to: url)
    let read = try WordsCheckpoint.read(url)
    #expect(read.tensors == made.tensors)
    #expect(read.thresholds == made.thresholds)
    #expect(read.temperature == 1.25)
    #expect(read.scale == 2)
    #expect(read.unsureBelow == 0.5)
    #expect(read.notes == ["epoch": "3"])
  }

  @Test(arguments: [
    ("format", "mien-words-9"), ("scale", "much"), ("temperature", "0"), ("temperature", "nan"),
    ("thresholds", "0.1 0.2"), ("thresholds", "0.1 0.2 0.3 0.4 0.5 0.6 7"), ("unsure_below", ""),
  ])
  func `a file with bad metadata is refused`(key: String, value: String) throws {
    var file = WeightFile(tensors: Self.tensors, metadata: Self.metadata)
    #expect(try WordsCheckpoint(file, path: "x").notes == ["command": "mien text train"])
    file.metadata[key] = value
    #expect(throws: LanguageError.self) { try WordsCheckpoint(file, path: "x") }
    file.metadata[key] = nil
    #expect(throws: LanguageError.self) { try WordsCheckpoint(file, path: "x") }
  }

  @Test func `a file without a head for seven emotions is refused`() {
    var file = WeightFile(tensors: Self.tensors, metadata: Self.metadata)
    file.tensors["head.bias"] = WeightTensor(shape: [6], values: [Float](repeating: 1, count: 6))
    #expect(throws: LanguageError.self) { try WordsCheckpoint(file, path: "x") }
    file.tensors["head.bias"] = nil
    #expect(throws: LanguageError.self) { try WordsCheckpoint(file, path: "x") }
    #expect(throws: LanguageError.self) {
      try WordsCheckpoint.read(URL(filePath: "/nowhere/words.safetensors"))
    }
  }
}
