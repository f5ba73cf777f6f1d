import Emotions
import Foundation
import Networks
import Testing
import Training

@Suite struct ReproductionReportTests {
  private static func recipe(epochs: Int = 2) throws -> Recipe {
    try Recipe.reproduction(frozen: true).changed(
      by: Data(
        #"{"side": 32, "widthMultiplier": 0.1, "batchSize": 16, "epochs": \#(epochs), "learningRate": 0.01}"#
          .utf8))
  }

  private static func sample() throws -> ReproductionSample {
    try ReproductionSample(from: ReproductionTests.faces(), rowsPerClass: 60, seed: 1)
  }

  private static func train(
    _ order: SplitOrder, _ folder: URL, resume: Bool = false, shouldStop: () -> Bool = { false }
  ) throws -> (ReproductionRun, RunFolder, [EpochRecord]) {
    let run = ReproductionRun(try sample(), order, recipe: try recipe())
    let runFolder = RunFolder(folder.appending(path: order.rawValue))
    let records = try run.train(
      in: runFolder, initial: nil, resume: resume, threads: 1, notes: [:], clock: { 0 },
      shouldStop: shouldStop)
    return (run, runFolder, records)
  }

  @Test func `what is printed is what the network says on the test rows`() throws {
    try withTemporaryFolder { temporary in
      var outcomes: [ReproductionOutcome] = []
      for order in SplitOrder.allCases {
        let (run, folder, records) = try Self.train(order, temporary.url)
        #expect(records.count == 2)
        let outcome = try run.outcome(in: folder, threads: 1)
        let classifier = try EmotionClassifier(EmotionCheckpoint.read(folder.weights))
        let rows = run.split.test.rows
        let answers = try classifier.classify(rows.map(\.image)).map(\.top)
        let right = zip(rows, answers).count { $0.label == $1 }
        #expect(outcome.test.count == rows.count)
        #expect(outcome.test.accuracy == Double(right) / Double(rows.count))
        for (index, emotion) in Emotion.allCases.enumerated() {
          let counts = Emotion.allCases.map { other in
            zip(rows, answers).count { $0.label == emotion && $1 == other }
          }
          #expect(outcome.test.confusionMatrix[index] == counts)
          let part = try #require(outcome.testRows[emotion])
          #expect(part.count == counts.reduce(0, +))
          #expect(part.sharedRight + part.othersRight == counts[index])
          let shared = zip(rows, run.split.test.shared(with: run.split.training))
          #expect(part.shared == shared.count { $0.label == emotion && $1 })
        }
        outcomes.append(outcome)
      }
      let report = ReproductionReport(
        balanceThenSplit: outcomes[0], splitThenBalance: outcomes[1], recipe: try Self.recipe(), data: "abc",
        command: "mien reproduce")
      let (a, b) = (outcomes[0].test, outcomes[1].test)
      let lines = Set(
        report.markdown().split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") })
      func percent(_ value: Double) -> String { String(format: "%.2f %%", 100 * value) }
      #expect(
        lines.contains(
          "| accuracy on its own test rows | 97.89 % | \(percent(a.accuracy)) | \(percent(b.accuracy)) |"))
      for emotion in Emotion.allCases {
        let cells = try [a, b].map { figures -> String in
          let f = try #require(figures.perClass[emotion])
          return String(format: "%.2f / %.2f / %.2f", f.precision, f.recall, f.f1)
        }
        let published = try #require(PublishedResult.table.perClass[emotion])
        let first = String(
          format: "%.2f / %.2f / %.2f", published.precision, published.recall, published.f1)
        #expect(lines.contains("| \(emotion) | \(first) | \(cells[0]) | \(cells[1]) |"))
      }
      for figures in [a, b] {
        for (emotion, counts) in zip(Emotion.allCases, figures.confusionMatrix) {
          let cells = counts.map(String.init).joined(separator: " | ")
          #expect(lines.contains("| \(emotion) | \(cells) |"))
        }
      }
      #expect(try JSONDecoder().decode(ReproductionReport.self, from: report.json()) == report)
      let json = try #require(
        try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
      let honest = try #require(json["split_then_balance"] as? [String: Any])
      let test = try #require(honest["test"] as? [String: Any])
      #expect(abs(try #require(test["accuracy"] as? Double) - b.accuracy) < 1e-9)
    }
  }

  @Test func `a stopped run goes on where it was and one not begun begins`() throws {
    try withTemporaryFolder { temporary in
      let (whole, broken) = (temporary.url.appending(path: "1"), temporary.url.appending(path: "2"))
      _ = try Self.train(.splitThenBalance, whole)
      var asked = 0
      let stopped = try Self.train(.splitThenBalance, broken, resume: true) {
        asked += 1
        return asked == 75
      }
      #expect(stopped.2.count == 1)
      let (_, folder, records) = try Self.train(.splitThenBalance, broken, resume: true)
      #expect(records.map(\.epoch) == [1, 2])
      let other = RunFolder(whole.appending(path: "b"))
      #expect(
        try EmotionCheckpoint.read(folder.weights).weights.tensors
          == EmotionCheckpoint.read(other.weights).weights.tensors)
      #expect(throws: TrainingError.self) { try Self.train(.splitThenBalance, broken) }
    }
  }

  @Test func `the published table is the paper's`() {
    let table = PublishedResult.table
    #expect(table.accuracy == 0.9789 && table.perClass.count == 7)
    #expect(abs(table.macroRecall - 0.9686) < 1e-4)
    #expect(PublishedResult.photographs.values.reduce(0, +) == 12_271)
  }
}
