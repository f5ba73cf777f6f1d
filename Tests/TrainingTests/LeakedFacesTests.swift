import Emotions
import Images
import Testing
import Training

struct LeakedFacesTests {
  private func photograph(_ seed: UInt64) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    let shades = (0..<144).map { _ in Double(generator.uniform(20...230)) }
    return picture(48, 48) { x, y in shades[y / 4 * 12 + x / 4] }
  }

  /// Training has photographs 0…3, the test 2…5; the row numbers go on.
  private func set(_ training: String = "Training") -> FaceDataSet {
    let rows =
      [(training, 0), (training, 1), (training, 2), (training, 3)] + (2...5).map { ("PublicTest", $0) }
    return FaceDataSet(
      source: "/data/faces.csv",
      rows: rows.enumerated().map { number, row in
        FaceRow(
          image: photograph(UInt64(row.1)), label: .happy, target: nil, split: row.0, number: number,
          name: "row \(number)")
      })
  }

  @Test func `the training split of the data is taken by itself`() throws {
    let data = set("train")
    let leaks = LeakedFaces(try data.split("PublicTest"), trainedOn: TrainedOn(in: data, notes: [:]))
    #expect(leaks.seen == [0, 1] && leaks.unseen == [2, 3] && leaks.isLeaking)
    #expect(
      leaks.summary
        == "2 of 4 faces (50.0 %) show a photograph that is also in faces.csv#train, taken as trained on; "
        + "--against names other faces.")
  }

  @Test func `a checkpoint that names the data says it for sure`() throws {
    let data = set()
    let trainedOn = TrainedOn(in: data, notes: ["data_sha256": data.contentHash()])
    guard case .recorded(let faces) = trainedOn else {
      Issue.record("\(trainedOn)")
      return
    }
    #expect(faces.rows.count == 4)
    let leaks = LeakedFaces(try data.split("PublicTest"), trainedOn: trainedOn)
    #expect(leaks.summary.hasSuffix("in faces.csv#Training, which the checkpoint names as trained on."))
    guard case .assumed = TrainedOn(in: data, notes: ["data_sha256": "another"]) else {
      Issue.record("other data is not recorded")
      return
    }
  }

  @Test func `when nothing names the training data it says so`() throws {
    let test = try set().split("PublicTest")
    let leaks = LeakedFaces(test, trainedOn: TrainedOn(in: test, notes: ["data_sha256": "another"]))
    #expect(leaks.seen.isEmpty && leaks.unseen == nil && !leaks.isLeaking)
    #expect(leaks.summary.hasPrefix("Leaks could not be checked: nothing names the faces trained on."))
  }

  @Test func `a list adds its pairs, of the splits trained on only`() throws {
    let data = set()
    let test = try data.split("PublicTest")
    func pair(_ split: String, _ number: Int) -> LeakList.Pair {
      .init(
        a: .init(split: split, number: 0), b: .init(split: "PublicTest", number: number), correlation: 0.9,
        identical: false)
    }
    let list = LeakList(pairs: [pair("faces.csv#Training", 6), pair("PrivateTest", 7)])
    #expect(LeakedFaces(test, trainedOn: TrainedOn(in: data, notes: [:]), list: list).seen == [0, 1, 2])
    let unknown = LeakedFaces(test, trainedOn: .unknown, list: list)
    #expect(unknown.seen == [2, 3] && unknown.unseen == [0, 1])
    #expect(unknown.summary.hasSuffix("in another split by the list of pairs."))
  }

  @Test func `a list takes rows out of training and leaves the rows they are paired with`() {
    let data = set()
    let (kept, count) = data.excludingFromTraining(LeakReport([data]).list)
    #expect(count == 2)
    #expect(kept.rows.map(\.number) == [0, 1, 4, 5, 6, 7])
    #expect(data.excludingFromTraining(LeakList(pairs: [])).count == 0)
  }
}
