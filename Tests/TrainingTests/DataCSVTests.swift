import Emotions
import Foundation
import Images
import Testing
import Training

struct DataCSVTests {
  private let header = "emotion,pixels,Usage\n"

  @Test func `Kaggle's numbers become our labels`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<7).map { (label: $0, shade: 10 * $0, split: $0 < 5 ? "Training" : "PublicTest") }
      let set = try DataSet.open(path: try folder.write("fer.csv", fer2013(rows)))
      #expect(set.rows.map(\.label) == [.angry, .disgust, .fear, .happy, .sad, .surprise, .neutral])
      #expect(set.rows[4].target == [0, 0, 0, 0, 0, 1, 0])
      #expect(
        set.rows[6].image == GrayImage(width: 48, height: 48, pixels: Array(repeating: 60, count: 2304)))
      #expect(set.splits.map(\.name) == ["Training", "PublicTest"])
      #expect(set.splits.map(\.count) == [5, 2])
      #expect(try set.split("train").rows.count == 5)
      #expect(try set.split("publictest").rows.map(\.number) == [5, 6])
      try set.requireEveryClass()
    }
  }

  @Test func `pixels are read in order`() throws {
    try withTemporaryFolder { folder in
      let values = (0..<2304).map { $0 % 256 }
      let line = "3,\"\(values.map(String.init).joined(separator: " "))\",Training\r\n"
      let set = try DataSet.open(
        path: try folder.write("fer.csv", "\u{FEFF}emotion, pixels, Usage\r\n\r\n" + line))
      #expect(set.rows[0].image.pixels == values.map(UInt8.init))
      #expect(set.rows[0].split == "Training")
    }
  }

  @Test func `a wrong line is named with what to change`() throws {
    try expect(
      "3,\(pixels(1, count: 2303)),Training\n",
      .wrongPixelCount(path: "", line: 3, found: 2303, expected: 2304))
    try expect("3,256 \(pixels(1, count: 2303)),Training\n", .pixelOutOfRange(path: "", line: 3, value: 256))
    try expect(
      "3,1 -2 \(pixels(1, count: 2302)),Training\n",
      .notANumber(path: "", line: 3, field: "pixels", text: "-2"))
    try expect("3,\(pixels(1))\n", .missingField(path: "", line: 3, field: "Usage"))
    try expect(
      "7,\(pixels(1)),Training\n",
      .unknownLabel(
        path: "", line: 3, text: "7",
        expected: "0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise or 6 neutral"))
  }

  /// Expects `error` (its path filled in) for a file whose third line is wrong.
  private func expect(_ line: String, _ error: DataSetError, at location: SourceLocation = #_sourceLocation)
    throws
  {
    try withTemporaryFolder { folder in
      let file = try folder.write("fer.csv", header + "0,\(pixels(9)),Training\n" + line)
      let thrown = #expect(throws: DataSetError.self, sourceLocation: location) {
        try DataSet.open(path: file)
      }
      let text = error.description.replacingOccurrences(of: ", line 3:", with: file.path + ", line 3:")
      #expect(thrown?.description == text, sourceLocation: location)
    }
  }

  @Test func `a file without header, rows or existence is refused in words`() throws {
    try withTemporaryFolder { folder in
      let bare = try folder.write("bare.csv", "0,\(pixels(9)),Training\n")
      #expect(
        throws: DataSetError.missingHeader(
          path: bare.path, expected: "emotion,pixels,Usage", found: String("0,\(pixels(9))".prefix(60)))
      ) { try DataSet.open(path: bare) }
      let empty = try folder.write("empty.csv", header)
      #expect(throws: DataSetError.noRows(split: "any", source: empty.path, has: [])) {
        try DataSet.open(path: empty)
      }
      let nothing = folder.url.appendingPathComponent("nothing.csv")
      #expect(throws: DataSetError.unreadable(path: nothing.path, reason: "it does not exist")) {
        try DataSet.open(path: nothing)
      }
    }
  }

  @Test func `a split that is not there is answered with those that are`() throws {
    try withTemporaryFolder { folder in
      let file = try folder.write("fer.csv", fer2013([(3, 1, "Training"), (3, 2, "Training")]))
      let set = try DataSet.open(path: file)
      #expect(throws: DataSetError.noRows(split: "PrivateTest", source: file.path, has: ["Training (2)"])) {
        try set.split("PrivateTest")
      }
      #expect(throws: DataSetError.emptyClass("angry", source: file.path)) { try set.requireEveryClass() }
    }
  }

  @Test func `the content hash follows the content and not the file`() throws {
    try withTemporaryFolder { folder in
      let rows = [(label: 3, shade: 1, split: "Training"), (label: 4, shade: 2, split: "Training")]
      let one = try DataSet.open(path: try folder.write("one.csv", fer2013(rows)))
      let same = try DataSet.open(
        path: try folder.write("two.csv", fer2013(rows).replacingOccurrences(of: "\n", with: "\r\n")))
      let other = try DataSet.open(path: try folder.write("three.csv", fer2013(rows.reversed())))
      #expect(one.contentHash() == same.contentHash())
      #expect(one.contentHash() != other.contentHash())
      #expect(one.contentHash().count == 64)
    }
  }
}
