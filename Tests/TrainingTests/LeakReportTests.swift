import Emotions
import Foundation
import Images
import Testing
import Training

struct LeakReportTests {
  /// 12×12 areas of random shades, different for each seed.
  private func photograph(_ seed: UInt64) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    let shades = (0..<144).map { _ in Double(generator.uniform(20...230)) }
    return picture(48, 48) { x, y in shades[y / 4 * 12 + x / 4] }
  }

  private func set(
    _ rows: [(GrayImage, Emotion?, String)], from source: String = "made.csv"
  ) -> FaceDataSet {
    FaceDataSet(
      source: source,
      rows: rows.enumerated().map { number, row in
        FaceRow(
          image: row.0, label: row.1, target: nil, split: row.2, number: number, name: "row \(number)")
      })
  }

  /// Photographs 1 and 2 are in training and test, 2 lighter and with another label; 3 is in training twice.
  private var leaking: FaceDataSet {
    let two = photograph(2)
    let lighter = picture(48, 48) { x, y in 40 + 0.7 * Double(two[x, y]) }
    return set([
      (photograph(1), .happy, "train"), (two, .sad, "train"), (photograph(1), .happy, "test"),
      (photograph(3), .fear, "train"), (lighter, .neutral, "test"), (photograph(3), nil, "train"),
      (photograph(4), .angry, "test"), (photograph(5), .angry, "test"),
    ])
  }

  @Test func `pairs are counted across and within splits`() {
    let summary = LeakReport([leaking]).summary
    #expect(summary.splits.map(\.name) == ["train", "test"])
    #expect(summary.splits.map(\.rows) == [4, 4])
    #expect(summary.pairs.map(\.splitA) == ["train", "train", "test"])
    #expect(summary.pairs.map(\.splitB) == ["test", "train", "test"])
    #expect(summary.pairs.map(\.identical) == [1, 1, 0])
    #expect(summary.pairs.map(\.near) == [1, 0, 0])
    #expect(summary.pairs.map(\.conflicting) == [1, 0, 0])
    #expect(summary.pairs[0].rowsB.identical == 1)
    #expect(summary.pairs[0].rowsB.samePhotograph == 2)
    #expect(summary.pairs[0].rowsB.share == 0.5)
    #expect(summary.pairs[1].rowsA.samePhotograph == 2)
  }

  @Test func `a pair begins with the earlier split, and the most similar pair comes first`() {
    let original = photograph(1)
    let rows: [(GrayImage, Emotion?, String)] = [
      (photograph(7), .happy, "train"), (blend(original, photograph(9), 0.2), .happy, "test"),
      (blend(original, photograph(8), 0.1), .happy, "test"), (original, .happy, "train"),
      (original, .happy, "test"),
    ]
    let pairs = LeakReport([set(rows)]).groups[0].pairs
    #expect(pairs.map(\.first) == [3, 3, 3])
    #expect(pairs.map(\.second) == [4, 2, 1])
    #expect(pairs.map(\.identical) == [true, false, false])
  }

  private func blend(_ a: GrayImage, _ b: GrayImage, _ share: Double) -> GrayImage {
    picture(48, 48) { x, y in (1 - share) * Double(a[x, y]) + share * Double(b[x, y]) }
  }

  @Test func `the text aligns counts and shares`() {
    #expect(
      LeakReport([leaking]).description == """
        pairs         identical  near  labels differ
        train – test          1     1              1
        within train          1     0              0
        within test           0     0              0

        rows also in another split  rows  identical  same photograph
        test in train                  4          1       2 (50.0 %)
        train in test                  4          1       2 (50.0 %)

        """)
  }

  @Test func `the JSON has a place for each figure`() throws {
    let json = String(decoding: try LeakReport([set([(photograph(1), .happy, "all")])]).json(), as: UTF8.self)
    #expect(
      json == """
        {
          "pairs" : [
            {
              "conflicting" : 0,
              "identical" : 0,
              "near" : 0,
              "rows_a" : {
                "identical" : 0,
                "same_photograph" : 0,
                "share" : 0
              },
              "rows_b" : {
                "identical" : 0,
                "same_photograph" : 0,
                "share" : 0
              },
              "split_a" : "all",
              "split_b" : "all"
            }
          ],
          "splits" : [
            {
              "name" : "all",
              "rows" : 1
            }
          ],
          "threshold" : 0.92
        }

        """)
  }

  @Test func `splits of several sets are told apart by the sets' names`() {
    let first = set([(photograph(1), .happy, "train")], from: "/a/one.csv")
    let names = { (sets: [FaceDataSet]) in LeakReport(sets).splits.map(\.name) }
    #expect(
      names([first, set([(photograph(1), .sad, "train")], from: "/b/two")]) == ["one.csv#train", "two#train"])
    #expect(
      names([first, set([(photograph(1), .sad, "train")], from: "/b/one.csv")])
        == ["/a/one.csv#train", "/b/one.csv#train"])
  }

  @Test func `the list is written as CSV and read again`() throws {
    let list = LeakReport([leaking]).list
    let lines = list.csv().split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == "split_a,row_a,split_b,row_b,correlation,identical")
    #expect(lines[1] == "train,0,test,2,1.0000,true")
    #expect(lines[2].hasPrefix("train,1,test,4,0.9") || lines[2].hasPrefix("train,1,test,4,1.0000"))
    #expect(lines[2].hasSuffix(",false"))
    let odd = LeakList(
      pairs: [
        .init(
          a: .init(split: #"a, "b"#, number: 3), b: .init(split: "", number: 4), correlation: 0.9375,
          identical: false)
      ])
    try withTemporaryFolder { folder in
      #expect(try LeakList.read(folder.write("odd.csv", odd.csv())) == odd)
      let spreadsheet = "\u{FEFF}" + list.csv().replacingOccurrences(of: "\n", with: "\r\n")
      let file = try folder.write("sheet.csv", spreadsheet.replacingOccurrences(of: "true", with: "TRUE"))
      #expect(try LeakList.read(file).csv() == list.csv())
    }
  }

  /// The error of reading `text` as a list.
  private func failure(_ text: String, in folder: TemporaryFolder) throws -> DataSetError? {
    let file = try folder.write("pairs.csv", text)
    do throws(DataSetError) {
      _ = try LeakList.read(file)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a damaged list is refused with its line`() throws {
    try withTemporaryFolder { folder in
      let path = folder.url.appendingPathComponent("pairs.csv").path
      let header = LeakList.header
      let cases: [(String, DataSetError)] = [
        (
          "emotion,pixels\n", .missingHeader(path: path, expected: header, found: "emotion,pixels")
        ),
        ("\(header)\n\na,1,b\n", .missingField(path: path, line: 3, field: "row_b")),
        (
          "\(header)\na,-1,b,2,1,true\n",
          .notANumber(path: path, line: 2, field: "row_a", text: "-1")
        ),
        ("\(header)\na,1,b,2,1,perhaps\n", .missingField(path: path, line: 2, field: "identical")),
      ]
      for (text, expected) in cases {
        let found = try failure(text, in: folder)
        #expect(found == expected)
      }
    }
  }

  @Test func `rows paired with another split are taken out`() throws {
    let list = LeakReport([leaking]).list
    let (kept, excluded) = try leaking.split("train").excluding(list)
    #expect(excluded == [0, 1])
    #expect(kept.rows.map(\.number) == [3, 5])
    #expect(try leaking.split("test").excluding(list, sharedWith: ["train"]).excluded == [0, 1])
    #expect(try leaking.split("test").excluding(list, sharedWith: ["elsewhere"]).excluded == [])
  }

  @Test func `rows are taken out by a list over several sets`() {
    let (one, two) = (
      set([(photograph(6), .happy, "train"), (photograph(1), .happy, "train")], from: "/a/one.csv"),
      set([(photograph(1), .happy, "train")], from: "/b/two.csv")
    )
    let list = LeakReport([one, two]).list
    #expect(one.excluding(list).excluded == [1])
    #expect(two.excluding(list, sharedWith: ["one.csv#train"]).excluded == [0])
  }

  @Test func `the page shows the pictures and says what it leaves out`() throws {
    let copies = (0..<4).map { _ in (photograph(1), Emotion?.some(.happy), "a<b") }
    let html = try LeakPage(LeakReport([set(copies)]), limit: 2).html()
    #expect(html.contains("<h2>Within a&lt;b</h2>"))
    #expect(html.contains("<h3>Identical: 2 of 6 are shown, the most similar first</h3>"))
    let sources = html.components(separatedBy: "data:image/png;base64,").dropFirst()
    #expect(sources.count == 4)
    let picture = try #require(
      sources.first.flatMap { Data(base64Encoded: String($0.prefix { $0 != "\"" })) })
    #expect(try ImageDecoder.decode([UInt8](picture)).gray() == photograph(1))
    #expect(!html.contains("<script") && !html.contains("http:") && !html.contains("https:"))
  }

  @Test func `the page points out labels that differ, and says when there is nothing`() throws {
    let html = try LeakPage(LeakReport([leaking])).html()
    #expect(html.components(separatedBy: "<b>labels differ</b>").count == 2)
    #expect(html.contains("<figcaption>row 1: sad<br>row 4: neutral<br>"))
    #expect(html.contains("<td>2 (50.0 %)</td>"))
    let clean = try LeakPage(LeakReport([set([(photograph(1), .happy, "all")])])).html()
    #expect(clean.contains("No two pictures show the same photograph."))
    #expect(!clean.contains("<img"))
  }
}
