import Emotions
import Foundation
import Images
import Networks
import Tensors
import Testing
import Training

@Suite struct FrozenBaseTests {
  /// Faces of one shade, dark to light by emotion, with noise.
  private static func faces(_ count: Int, seed: UInt64) -> FaceDataSet {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<count).map { number in
      let emotion = Emotion.allCases[number % 7]
      let pixels = (0..<48 * 48).map { _ in UInt8(20 + 30 * emotion.index + generator.below(20)) }
      return FaceRow(
        image: GrayImage(width: 48, height: 48, pixels: pixels), label: emotion, target: emotion.oneHot,
        split: "Training", number: number, name: "row \(number)")
    }
    return FaceDataSet(source: "shades", rows: rows)
  }

  private static func recipe(_ changes: String = "{}") throws -> Recipe {
    let json = #"{"frozenBase": true, "side": 48, "widthMultiplier": 0.1, "batchSize": 14, "epochs": 3}"#
    return try Recipe(json: Data(json.utf8)).changed(by: Data(changes.utf8))
  }

  private static func trainer(_ folder: URL, _ recipe: Recipe, teacher: Teacher? = nil) -> Trainer {
    Trainer(
      recipe: recipe, training: faces(56, seed: 1), validation: faces(21, seed: 2), folder: RunFolder(folder),
      threads: 2, teacher: teacher)
  }

  private static func checkpoint(_ folder: URL) throws -> [String: WeightTensor] {
    try Safetensors.read(folder.appending(path: "checkpoint.safetensors")).tensors
  }

  @Test func `the base stays as it was, bit for bit, and the classifier learns`() throws {
    try withTemporaryFolder { temporary in
      let recipe = try Self.recipe(#"{"epochs": 60, "learningRate": 0.05, "weightDecay": 0}"#)
      let records = try Self.trainer(temporary.url, recipe).run(initial: nil, clock: { 0 })
      #expect(records.count == 60)
      #expect(try #require(records.last).trainingLoss < 0.7 * (try #require(records.first)).trainingLoss)
      #expect(try #require(records.last).validationAccuracy > 0.5)
      let start = MobileNetV2(widthMultiplier: 0.1, classes: 7).randomWeights(seed: recipe.seed).tensors
      let saved = try Self.checkpoint(temporary.url)
      for (name, tensor) in start {
        let after = try #require(saved["weights/" + name]).values
        #expect((after == tensor.values) == !name.hasPrefix("classifier"), "\(name)")
      }
    }
  }

  @Test func `the shipped checkpoint is an ordinary one with the validation figures of the log`() throws {
    try withTemporaryFolder { temporary in
      let recipe = try Self.recipe(#"{"epochs": 20, "learningRate": 0.05, "averageKeep": 0}"#)
      let records = try Self.trainer(temporary.url, recipe).run(initial: nil, clock: { 0 })
      let checkpoint = try EmotionCheckpoint.read(RunFolder(temporary.url).weights)
      #expect(checkpoint.side == 48)
      let best = try #require(records.min { $0.validationLoss < $1.validationLoss })
      #expect(checkpoint.notes["epoch"] == "\(best.epoch)")
      let faces = Self.faces(21, seed: 2)
      let answers = try EmotionClassifier(checkpoint).logits(faces.rows.map(\.image)).flatMap { $0 }
      let evaluation = try Evaluation(logits: answers, labels: faces.rows.compactMap(\.label))
      // Weights are shipped in half precision.
      #expect(abs(evaluation.nll - best.validationLoss) < 0.02)
    }
  }

  @Test(arguments: [4, 9, 10, 15])
  func `a stopped run resumes to the same weights, bit for bit`(stop: Int) throws {
    try withTemporaryFolder { temporary in
      let (whole, broken) = (temporary.url.appending(path: "whole"), temporary.url.appending(path: "broken"))
      let recipe = try Self.recipe()
      let log = try Self.trainer(whole, recipe).run(initial: nil, clock: { 0 })
      var asked = 0
      let first = try Self.trainer(broken, recipe).run(
        initial: nil, clock: { 0 },
        shouldStop: {
          asked += 1
          return asked == stop
        })
      #expect(first.count < 3)
      let hasCheckpoint = !first.isEmpty
      let second = try Self.trainer(broken, recipe).run(initial: nil, resume: hasCheckpoint, clock: { 0 })
      #expect(second.map(\.validationLoss) == log.map(\.validationLoss))
      #expect(try Self.checkpoint(broken) == Self.checkpoint(whole))
    }
  }

  @Test func `mixing faces is refused`() {
    #expect(throws: TrainingError.self) {
      try Recipe(json: Data(#"{"frozenBase": true, "mixup": 0.2}"#.utf8))
    }
  }
}
