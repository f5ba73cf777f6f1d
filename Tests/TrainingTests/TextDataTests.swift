import Emotions
import Foundation
import Testing
import Training

@Suite struct TextDataTests {
  private static let labels: [Emotion] = [.angry, .disgust, .fear, .happy, .neutral, .sad, .surprise]

  @Test func `rows are texts with their labels`() {
    let set = GoEmotionsReader.parse("So glad!\t3\ta1\nOh no, why?\t5,6\ta2\n", labels: Self.labels)
    #expect(set.skipped.isEmpty)
    #expect(
      set.texts == [LabelledText("So glad!", [.happy]), LabelledText("Oh no, why?", [.sad, .surprise])])
    #expect(set.support == [0, 0, 0, 1, 0, 1, 1])
  }

  @Test func `bad rows are named, counted and passed over`() {
    let long = String(repeating: "a", count: 10_001)
    let content =
      "no tab\nfine\t4\tid\n\t3\tid\nwrong\t7\tid\nworse\tx\tid\nnone\t\tid\n\(long)\t1\tid\nlast\t0"
    let set = GoEmotionsReader.parse(content, labels: Self.labels)
    #expect(set.texts.map(\.text) == ["fine", "last"])
    #expect(set.skipped.map(\.line) == [1, 3, 4, 5, 6, 7])
    #expect(set.skipped[2].reason.contains("'7'"))
  }

  @Test func `a separator that only Unicode knows does not cut a row`() {
    let set = GoEmotionsReader.parse("one\u{2028}two\u{85}three\t3\tid\n", labels: Self.labels)
    #expect(set.texts.count == 1)
  }

  @Test func `files that are missing, no text or without labels are refused`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-text-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "dev.tsv")
    #expect(throws: TextDataError.self) { try GoEmotionsReader.read(file) }
    try Data("happy text\t0\tid\n".utf8).write(to: file)
    #expect(throws: TextDataError.self) { try GoEmotionsReader.read(file) }
    try Data("joy\nsadness\n".utf8).write(to: folder.appending(path: "labels.txt"))
    #expect(try GoEmotionsReader.read(file).texts == [LabelledText("happy text", [.happy])])
    try Data([0xFF, 0xFE, 0x00]).write(to: file)
    #expect(throws: TextDataError.self) { try GoEmotionsReader.read(file) }
    try Data("no rows here".utf8).write(to: file)
    #expect(throws: TextDataError.self) { try GoEmotionsReader.read(file) }
    try Data("joy\nboredom\n".utf8).write(to: folder.appending(path: "labels.txt"))
    #expect(throws: TextDataError.self) { try GoEmotionsReader.read(file) }
  }

  @Test func `a split is the same for the same seed and loses no text`() {
    let set = SmallEncoder.texts(50)
    let (a, b) = (set.split(share: 0.2, seed: 3), set.split(share: 0.2, seed: 3))
    #expect(a.second.texts == b.second.texts)
    #expect(a.second.texts.count == 10)
    #expect(a.first.texts.count == 40)
    #expect(set.contentHash() != a.first.contentHash())
  }
}
