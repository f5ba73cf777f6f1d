import Emotions
import Foundation
import Images
import Networks
import Tensors
import Testing
import Training

@Suite struct AverageTests {
  private let network = MobileNetV2(widthMultiplier: 0.1, classes: 7)

  private func faces(_ count: Int, seed: UInt64) -> FaceDataSet {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<count).map { number in
      let pixels = (0..<48 * 48).map { _ in UInt8(generator.below(256)) }
      // Twice as many happy faces as angry ones, so that there is something to correct for.
      let emotion: Emotion = number % 3 == 0 ? .angry : .happy
      return FaceRow(
        image: GrayImage(width: 48, height: 48, pixels: pixels), label: emotion, target: emotion.oneHot,
        split: "Training", number: number, name: "row \(number)")
    }
    return FaceDataSet(source: "noise", rows: rows)
  }

  private func recipe(seed: UInt64 = 1, epochs: Int = 3) -> Recipe {
    var recipe = Recipe()
    (recipe.side, recipe.widthMultiplier, recipe.seed, recipe.epochs) = (32, 0.1, seed, epochs)
    return recipe
  }

  private func checkpoint(_ weights: UInt64, _ recipe: Recipe, correction: String? = "0.0")
    -> EmotionCheckpoint
  {
    var notes = ["recipe": String(decoding: recipe.json(), as: UTF8.self)]
    notes["prior_correction"] = correction
    return EmotionCheckpoint(
      network: network, weights: network.randomWeights(seed: weights), side: 32, notes: notes)
  }

  private func average(_ checkpoints: [EmotionCheckpoint], into folder: URL) throws -> EmotionCheckpoint {
    let trainer = Trainer(
      recipe: recipe(), training: faces(90, seed: 1), validation: faces(30, seed: 2),
      folder: RunFolder(folder), threads: 1)
    try trainer.average(checkpoints)
    return try EmotionCheckpoint.read(RunFolder(folder).weights)
  }

  @Test func `each weight is the mean of the runs' weights`() throws {
    try withTemporaryFolder { temporary in
      let runs = [1, 2, 3].map { checkpoint($0, recipe(seed: $0)) }
      let mean = try average(runs, into: temporary.url.appending(path: "mean"))
      #expect(mean.weights.tensors.count == runs[0].weights.tensors.count)
      for (name, tensor) in mean.weights.tensors where name != "classifier.bias" {
        let of = runs.compactMap { $0.weights.tensors[name]?.values }
        for (place, value) in tensor.values.enumerated() {
          let expected = (of[0][place] + of[1][place] + of[2][place]) / 3
          // Half precision has eleven bits.
          #expect(abs(value - expected) <= abs(expected) / 2048 + 1e-7, "\(name) at \(place)")
        }
      }
      #expect(mean.notes["validation_accuracy"] != nil)
    }
  }

  /// The correction of a run lies in its bias; it must not count again when the mean is corrected.
  @Test func `the runs' corrections are taken off before the mean is corrected`() throws {
    try withTemporaryFolder { temporary in
      let plain = checkpoint(1, recipe())
      let correction = PriorCorrection(strength: 0.5, support: faces(90, seed: 1).support)
      var tensors = plain.weights.tensors
      let bias = try #require(tensors["classifier.bias"])
      tensors["classifier.bias"] = WeightTensor(
        shape: bias.shape, values: correction.applied(to: bias.values))
      var notes = plain.notes
      notes["prior_correction"] = "0.5"
      let corrected = EmotionCheckpoint(
        network: network, weights: NetworkWeights(tensors), side: 32, notes: notes)
      let one = try average([plain, plain], into: temporary.url.appending(path: "one"))
      let other = try average([corrected, corrected], into: temporary.url.appending(path: "other"))
      #expect(one.weights.tensors == other.weights.tensors)
      #expect(one.temperature == other.temperature)
    }
  }

  @Test func `what does not belong together is refused`() throws {
    try withTemporaryFolder { temporary in
      let run = checkpoint(1, recipe())
      let wrong: [([EmotionCheckpoint], String)] = [
        ([run], "two or more"), ([run, checkpoint(2, recipe(epochs: 4))], "differ in more than their seed"),
        ([run, checkpoint(2, recipe(), correction: nil)], "prior correction"),
      ]
      for (checkpoints, reason) in wrong {
        let error = #expect(throws: TrainingError.self) {
          try average(checkpoints, into: temporary.url.appending(path: "mean"))
        }
        #expect(error?.description.contains(reason) == true)
      }
      #expect(!FileManager.default.fileExists(atPath: temporary.url.appending(path: "mean").path))
    }
  }
}
