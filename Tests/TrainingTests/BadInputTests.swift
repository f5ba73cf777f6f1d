import Emotions
import Foundation
import Images
import Tensors
import Testing
import Training

/// What stops a run, and what is left of it.
struct BadInputTests {
  private static func trainer(_ folder: URL) throws -> Trainer {
    var recipe = try Recipe(json: Data(#"{"side": 32, "batchSize": 14, "epochs": 2}"#.utf8))
    recipe.widthMultiplier = 0.1
    func faces(_ count: Int, _ seed: UInt64) -> FaceDataSet {
      var generator = SeededGenerator(seed: seed)
      let rows = (0..<count).map { number in
        let emotion = Emotion.allCases[number % 7]
        return FaceRow(
          image: picture(48, 48) { _, _ in Double(generator.uniform(0...255)) }, label: emotion,
          target: emotion.oneHot, split: "Training", number: number, name: "row \(number)")
      }
      return FaceDataSet(source: "noise", rows: rows)
    }
    return Trainer(
      recipe: recipe, training: faces(28, 1), validation: faces(14, 2), folder: RunFolder(folder), threads: 1)
  }

  @Test func `a loss that is no number says what to try and keeps the last good checkpoint whole`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      var steps = 0
      _ = try Self.trainer(folder).run(
        initial: nil, clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == 3 })
      // Weights that no number can hold the product of stand in for a rate that was too high.
      let checkpoint = folder.appending(path: "checkpoint.safetensors")
      var file = try Safetensors.read(checkpoint)
      let shape = try #require(file.tensors["weights/classifier.weight"]).shape
      file.tensors["weights/classifier.weight"] = WeightTensor(
        shape: shape, values: [Float](repeating: .greatestFiniteMagnitude, count: shape.reduce(1, *)))
      try Safetensors.write(file, to: checkpoint)
      let files = ["checkpoint.safetensors", "weights.safetensors", "log.jsonl", "recipe.json"]
      let before = try files.map { try Data(contentsOf: folder.appending(path: $0)) }
      let error = #expect(throws: TrainingError.self) {
        try Self.trainer(folder).run(initial: nil, resume: true, clock: { 0 })
      }
      guard case .diverged(epoch: 2, _) = error else {
        Issue.record("\(error as Any)")
        return
      }
      let message = try #require(error).description
      #expect(message.contains("lower learningRate") && message.contains("keeps the last good checkpoint"))
      #expect(try files.map { try Data(contentsOf: folder.appending(path: $0)) } == before)
    }
  }

  @Test func `a checkpoint that is cut off is refused by name`() throws {
    try withTemporaryFolder { temporary in
      var steps = 0
      _ = try Self.trainer(temporary.url).run(
        initial: nil, clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == 3 })
      let checkpoint = temporary.url.appending(path: "checkpoint.safetensors")
      try Data(contentsOf: checkpoint).dropLast(100).write(to: checkpoint)
      let error = #expect(throws: TensorError.self) {
        try Self.trainer(temporary.url).run(initial: nil, resume: true, clock: { 0 })
      }
      #expect("\(error as Any)".contains("checkpoint.safetensors"))
    }
  }
}
