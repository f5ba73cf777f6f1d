import Emotions
import Foundation
import Language
import Tensors
import Testing
import Training

@Suite struct TextTrainerTests {
  private static func recipe(epochs: Int) -> TextRecipe {
    var recipe = TextRecipe()
    (recipe.rank, recipe.epochs, recipe.batchSize, recipe.limit) = (4, epochs, 7, 8)
    (recipe.learningRate, recipe.dropout, recipe.heldOut) = (3e-2, 0.05, 0.2)
    return recipe
  }

  private func trainer(_ small: SmallEncoder, _ recipe: TextRecipe, run: String) throws -> TextTrainer {
    try TextTrainer(
      recipe: recipe, texts: SmallEncoder.texts(140), encoder: small.frozen(), tokenizer: small.tokenizer(),
      run: TextRun(small.folder.appending(path: run)), threads: 1, notes: ["command": "mien text train"])
  }

  @Test func `a toy language is learned, and the log and the model are written`() throws {
    let small = try SmallEncoder()
    defer { small.remove() }
    var recipe = Self.recipe(epochs: 60)
    recipe.learningRate = 1e-2
    let trainer = try trainer(small, recipe, run: "learned")
    let records = try trainer.train(clock: { 0 })
    let last = try #require(records.last)
    #expect(records.count == 60)
    #expect(last.heldOutAccuracy > 0.6)
    #expect(last.trainingLoss < records[0].trainingLoss * 0.6)
    #expect(trainer.run.records() == records)
    let checkpoint = try WordsCheckpoint.read(trainer.run.words)
    #expect(checkpoint.notes["command"] == "mien text train")
    #expect(checkpoint.tensors["encoder.layer.1.output.dense.lora_a"]?.shape == [4, 16])
    #expect(checkpoint.tensors["head.weight"]?.shape == [7, 8])
  }

  @Test func `a run that is stopped and resumed ends with the weights of one that was not`() throws {
    let small = try SmallEncoder()
    defer { small.remove() }
    let whole = try trainer(small, Self.recipe(epochs: 3), run: "whole")
    _ = try whole.train(clock: { 0 })
    let parts = try trainer(small, Self.recipe(epochs: 3), run: "parts")
    var steps = 0
    let begun = try parts.train(
      clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == 20 })
    #expect(begun.count == 1)
    let records = try parts.train(resume: true, clock: { 0 })
    #expect(records.count == 3)
    let (a, b) = (
      try Safetensors.read(whole.run.url.appending(path: "checkpoint.safetensors")),
      try Safetensors.read(parts.run.url.appending(path: "checkpoint.safetensors"))
    )
    #expect(a.tensors == b.tensors)
  }

  @Test func `a run does not go on with another recipe, and a folder is not used twice`() throws {
    let small = try SmallEncoder()
    defer { small.remove() }
    #expect(throws: TrainingError.self) {
      try trainer(small, Self.recipe(epochs: 1), run: "run").train(resume: true, clock: { 0 })
    }
    _ = try trainer(small, Self.recipe(epochs: 1), run: "run").train(clock: { 0 })
    #expect(throws: TrainingError.self) {
      try trainer(small, Self.recipe(epochs: 1), run: "run").train(clock: { 0 })
    }
    #expect(throws: TrainingError.self) {
      try trainer(small, Self.recipe(epochs: 2), run: "run").train(resume: true, clock: { 0 })
    }
  }

  @Test func `the training encoder and the classifier give the same probabilities`() throws {
    let small = try SmallEncoder()
    defer { small.remove() }
    let trainer = try trainer(small, Self.recipe(epochs: 2), run: "same")
    _ = try trainer.train(clock: { 0 })
    let checkpoint = try WordsCheckpoint.read(trainer.run.words)
    let classifier = try WordsClassifier(small.inference(), checkpoint)
    let texts = SmallEncoder.texts(40, seed: 2).texts
    let evaluation = try TextEvaluation(
      checkpoint, texts: texts, encoder: small.frozen(), tokenizer: small.tokenizer(), limit: 16, threads: 1)
    for (text, probabilities) in zip(texts, evaluation.probabilities) {
      let reading = try classifier.read(text.text)
      for (a, b) in zip(reading.distribution.probabilities, probabilities) { #expect(abs(a - b) < 1e-4) }
    }
  }

  @Test func `a recipe refuses what it does not know`() throws {
    #expect(try TextRecipe(json: Data("{\"rank\": 8}".utf8)).rank == 8)
    for bad in ["{\"depth\": 3}", "{\"rank\": 0}", "{\"rank\": \"x\"}", "[]", "", "{\"heldOut\": 0}"] {
      #expect(throws: TrainingError.self) { try TextRecipe(json: Data(bad.utf8)) }
    }
  }

  @Test func `the rate rises to its peak and falls to nothing`() {
    let recipe = TextRecipe()
    let rates = (0..<1_000).map { recipe.rate(step: $0, of: 1_000) }
    #expect(rates[0] < 0.05 * recipe.learningRate)
    #expect(abs((rates.max() ?? 0) - recipe.learningRate) < 0.03 * recipe.learningRate)
    #expect(rates[999] < 0.01 * recipe.learningRate)
  }
}
