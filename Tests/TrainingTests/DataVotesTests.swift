import Emotions
import Foundation
import Testing
import Training

struct DataVotesTests {
  private let header =
    "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"

  @Test func `a majority is more than half of what remains without single votes`() {
    #expect(FERPlusVotes([4, 0, 0, 1, 3, 2, 0, 0, 0, 0]).label(.majority) == nil)
    #expect(FERPlusVotes([5, 0, 0, 1, 2, 1, 1, 0, 0, 0]).label(.majority) == .neutral)
    #expect(FERPlusVotes([0, 5, 0, 0, 0, 0, 0, 5, 0, 0]).label(.majority) == nil)
    #expect(FERPlusVotes([0, 0, 0, 0, 0, 0, 4, 0, 4, 1]).label(.majority) == nil)
    #expect(FERPlusVotes([0, 0, 0, 0, 0, 0, 5, 0, 4, 1]).label(.majority) == .fear)
  }

  @Test func `a row won by contempt, unknown or no face does not count`() {
    #expect(FERPlusVotes([2, 0, 0, 0, 0, 0, 0, 8, 0, 0]).label(.majority) == nil)
    #expect(FERPlusVotes([2, 0, 0, 0, 0, 0, 0, 3, 0, 0]).label(.plurality) == nil)
    #expect(FERPlusVotes([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]).label(.plurality) == nil)
    #expect(FERPlusVotes([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).label(.plurality) == nil)
  }

  @Test func `of equal votes the first column counts`() {
    #expect(FERPlusVotes([3, 0, 0, 3, 2, 2, 0, 0, 0, 0]).label(.plurality) == .neutral)
    #expect(FERPlusVotes([0, 0, 0, 5, 0, 0, 0, 0, 5, 0]).label(.plurality) == .sad)
  }

  @Test func `targets are the seven emotions' votes in our order`() {
    #expect(FERPlusVotes([4, 0, 0, 1, 2, 2, 0, 0, 0, 1]).target == [0.25, 0.25, 0, 0, 0.5, 0, 0])
    #expect(FERPlusVotes([0, 2, 2, 0, 0, 0, 4, 2, 0, 0]).target == [0, 0, 0.5, 0.25, 0, 0, 0.25])
    #expect(FERPlusVotes([1, 1, 0, 0, 0, 0, 0, 4, 4, 0]).target == nil)
  }

  @Test func `votes label the rows of the same place`() throws {
    try withTemporaryFolder { folder in
      let data = try folder.write(
        "fer.csv", fer2013([(0, 1, "Training"), (0, 2, "Training"), (6, 3, "PublicTest")]))
      let votes = try folder.write(
        "new.csv",
        header + "Training,fer0.png,0,9,0,0,0,0,0,0,0,1\nTraining,,0,0,0,0,0,0,0,0,0,10\n"
          + "PublicTest,fer2.png,3,0,0,0,0,0,3,2,0,0\n")
      let majority = try DataSet.open(path: data, labels: votes)
      #expect(majority.rows.map(\.label) == [.happy, nil, nil])
      #expect(majority.rows.map(\.name) == ["fer0.png", "row 1", "fer2.png"])
      #expect(majority.rows.map { $0.target != nil } == [true, false, true])
      let plurality = try DataSet.open(path: data, labels: votes, rule: .plurality)
      #expect(plurality.labelled.rows.map(\.label) == [.happy, .neutral])
      #expect(plurality.trainable.rows.map(\.number) == [0, 2])
    }
  }

  @Test func `votes for other rows are refused`() throws {
    try withTemporaryFolder { folder in
      let data = try folder.write("fer.csv", fer2013([(0, 1, "Training"), (0, 2, "PublicTest")]))
      let line = "Training,f.png,0,9,0,0,0,0,0,0,0,1\n"
      let short = try folder.write("short.csv", header + line)
      #expect(
        throws: DataSetError.labelCountMismatch(
          labels: short.path, labelRows: 1, data: data.path, dataRows: 2)
      ) { try DataSet.open(path: data, labels: short) }
      let moved = try folder.write("moved.csv", header + line + line)
      #expect(
        throws: DataSetError.splitMismatch(
          labels: moved.path, line: 3, labelSplit: "Training", dataSplit: "PublicTest")
      ) { try DataSet.open(path: data, labels: moved) }
      let odd = try folder.write("odd.csv", header + line + "PublicTest,f.png,x,9,0,0,0,0,0,0,0,1\n")
      #expect(throws: DataSetError.notANumber(path: odd.path, line: 3, field: "neutral", text: "x")) {
        try DataSet.open(path: data, labels: odd)
      }
      let cut = try folder.write("cut.csv", header + line + "PublicTest,f.png,1,9\n")
      #expect(throws: DataSetError.missingField(path: cut.path, line: 3, field: "surprise")) {
        try DataSet.open(path: data, labels: cut)
      }
      #expect(throws: DataSetError.self) { try DataSet.open(path: data, labels: data) }
    }
  }
}
