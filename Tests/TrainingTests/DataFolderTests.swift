import Emotions
import Foundation
import Images
import Testing
import Training

struct DataFolderTests {
  @Test func `splits with classes of many names are read in order`() throws {
    try withTemporaryFolder { folder in
      for name in ["train/anger/b.png", "train/anger/a.PNG", "train/Happiness/1.png", "test/fearful/x.png"] {
        try folder.write(name, smallPNG)
      }
      try folder.write("train/contempt/c.png", smallPNG)
      try folder.write("train/.DS_Store", "x")
      try folder.write("readme.txt", "x")
      let set = try DataSet.open(path: folder.url)
      #expect(
        set.rows.map(\.name) == [
          "test/fearful/x.png", "train/Happiness/1.png", "train/anger/a.PNG", "train/anger/b.png",
        ])
      #expect(set.rows.map(\.label) == [.fear, .happy, .angry, .angry])
      #expect(set.rows[0].image.pixels == [0, 64, 128, 255])
      #expect(try set.split("training").rows.count == 3)
      #expect(set.skipped.isEmpty)
    }
  }

  @Test func `a folder of classes is one split`() throws {
    try withTemporaryFolder { folder in
      try folder.write("sadness/a.png", smallPNG)
      try folder.write("surprised/a.png", smallPNG)
      let set = try DataSet.open(path: folder.url)
      #expect(set.splits.map(\.name) == ["all"])
      #expect(set.rows.map(\.label) == [.sad, .surprise])
      #expect(set.rows.map(\.name) == ["sadness/a.png", "surprised/a.png"])
    }
  }

  @Test func `numbered classes are RAF-DB's`() throws {
    try withTemporaryFolder { folder in
      for number in 1...7 { try folder.write("test/\(number)/a.png", smallPNG) }
      #expect(
        try DataSet.open(path: folder.url).rows.map(\.label)
          == [.surprise, .fear, .disgust, .happy, .sad, .angry, .neutral])
    }
  }

  @Test func `RAF-DB's own layout is read by its list`() throws {
    try withTemporaryFolder { folder in
      for stem in ["train_00001", "train_00002", "test_0001"] {
        try folder.write("basic/Image/aligned/\(stem)_aligned.jpg", smallPNG)
      }
      #expect(
        throws: DataSetError.missingLabels(
          path: folder.url.path, expected: "EmoLabel/list_patition_label.txt")
      ) { try DataSet.open(path: folder.url) }
      let list = try folder.write(
        "basic/EmoLabel/list_patition_label.txt", "train_00001.jpg 5\ntrain_00002.jpg 7\r\ntest_0001.jpg 1\n")
      let set = try DataSet.open(path: folder.url)
      #expect(set.rows.map(\.label) == [.sad, .neutral, .surprise])
      #expect(set.rows.map(\.split) == ["train", "train", "test"])
      try folder.write("basic/EmoLabel/list_patition_label.txt", "train_00001.jpg 5\ntrain_00002.jpg 8\n")
      #expect(
        throws: DataSetError.unknownLabel(
          path: list.path, line: 2, text: "8",
          expected: "1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry or 7 neutral")
      ) { try DataSet.open(path: folder.url) }
      let lost = try folder.write("other.txt", "\ntrain_9.jpg 5\n")
      #expect(
        throws: DataSetError.missingImage(
          path: folder.url.path + "/basic/Image/aligned/train_9_aligned.jpg", list: lost.path, line: 2)
      ) { try DataSet.open(path: folder.url, labels: lost) }
    }
  }

  @Test func `corrupt pictures are named and skipped, up to a limit`() throws {
    try withTemporaryFolder { folder in
      for number in 0..<9 { try folder.write("happy/\(number).png", smallPNG) }
      try folder.write("happy/bad.png", smallPNG.prefix(30))
      let set = try DataSet.open(path: folder.url)
      #expect(set.rows.count == 9)
      #expect(set.skipped.map(\.path) == ["happy/bad.png"])
      #expect(set.skipped.first?.reason.isEmpty == false)
      #expect(throws: DataSetError.tooManyUnreadableImages(skipped: set.skipped, of: 10, limit: 0)) {
        try DataSet.open(path: folder.url, options: ImageReadingOptions(unreadableLimit: 0))
      }
      try folder.write("happy/worse.png", Data())
      let error = #expect(throws: DataSetError.self) { try DataSet.open(path: folder.url) }
      #expect(
        error?.description.hasPrefix("2 of 11 pictures cannot be read, more than the limit of 1.0 %") == true)
    }
  }

  @Test func `large pictures are reduced on reading`() throws {
    try withTemporaryFolder { folder in
      try folder.write("happy/a.png", smallPNG)
      let set = try DataSet.open(path: folder.url, options: ImageReadingOptions(longestSide: 1))
      #expect(set.rows[0].image == GrayImage(width: 1, height: 1, pixels: [112]))
    }
  }

  @Test func `what is not a data set is answered with what is expected`() throws {
    try withTemporaryFolder { folder in
      try folder.write("cats/a.png", smallPNG)
      let error = #expect(throws: DataSetError.unknownLayout(path: folder.url.path)) {
        try DataSet.open(path: folder.url)
      }
      #expect(error?.description.contains("angry, disgust, fear, happy, neutral, sad, surprise") == true)
      try folder.write("happy/a.png", smallPNG)
      #expect(throws: DataSetError.unknownClass(path: folder.url.path + "/cats", name: "cats")) {
        try DataSet.open(path: folder.url)
      }
    }
  }

  @Test func `a class without pictures and labels that do not belong are refused`() throws {
    try withTemporaryFolder { folder in
      try folder.write("happy/a.png", smallPNG)
      let notes = try folder.write("sad/notes.txt", "x")
      #expect(throws: DataSetError.emptyClass("sad", source: folder.url.path + "/sad")) {
        try DataSet.open(path: folder.url)
      }
      #expect(throws: DataSetError.labelsDoNotApply(labels: notes.path, layout: "a folder of classes")) {
        try DataSet.open(path: folder.url, labels: notes)
      }
    }
  }
}
