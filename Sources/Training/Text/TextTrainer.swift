import Emotions
import Foundation
import Language
import Tensors

/// Trains adapters and a head to read emotions from texts, and writes a run folder.
///
/// A plain loop: batch, forward, loss, backward, Adam; after each epoch figures on the held-out texts, log and
/// checkpoint. The same recipe, texts and number of threads give the same weights, and a run that is stopped and
/// resumed, from the last whole epoch on, ends with the weights of one that was not.
public struct TextTrainer {
  /// Where a run is, for a progress line.
  public struct Progress: Sendable {
    public let epoch, epochs, step, steps: Int
    /// Mean over the epoch so far.
    public let loss: Double
    public let sentencesPerSecond: Double
    public let secondsLeft: Double
  }

  public let recipe: TextRecipe
  public let run: TextRun
  private let encoder: FrozenEncoder
  private let training, heldOut: [Example]
  private let circumstances: [String: String]
  private let notes: [String: String]
  private let threads: Int

  private struct Example {
    let tokens: [Int32]
    let target: [Float]
    let labels: Set<Emotion>
  }

  /// - Parameters:
  ///   - texts: to learn from; the recipe's share of them is held out.
  ///   - notes: text that goes into what is trained: data, command.
  public init(
    recipe: TextRecipe, texts: TextDataSet, encoder: FrozenEncoder, tokenizer: WordPiece, run: TextRun,
    threads: Int, notes: [String: String] = [:]
  ) throws(TrainingError) {
    self.recipe = recipe
    self.run = run
    self.encoder = encoder
    self.threads = threads
    let parts = texts.split(share: recipe.heldOut, seed: recipe.heldOutSeed)
    let limit = min(recipe.limit, encoder.shape.positions)
    func examples(_ set: TextDataSet) -> [Example] {
      set.texts.map {
        Example(tokens: tokenizer.encode($0.text, limit: limit), target: $0.target, labels: $0.labels)
      }
    }
    (training, heldOut) = (examples(parts.first), examples(parts.second))
    guard training.count >= recipe.batchSize, !heldOut.isEmpty else {
      throw .tooFewRows(count: training.count, batch: recipe.batchSize)
    }
    circumstances = [
      "recipe": String(decoding: recipe.json(), as: UTF8.self), "data": texts.contentHash(),
      "threads": "\(threads)",
    ]
    self.notes = notes
  }

  /// How many texts there are to learn from and held out.
  public var counts: (training: Int, heldOut: Int) { (training.count, heldOut.count) }

  /// Runs all epochs, or goes on from the folder's checkpoint.
  ///
  /// - Parameters:
  ///   - clock: seconds since any moment, for speeds only.
  ///   - progress: called after each step.
  ///   - shouldStop: asked after each step; if true the run ends, and what it did since the last epoch is lost.
  /// - Returns: the log; shorter than the recipe's epochs if stopped.
  public func train(
    resume: Bool = false, clock: () -> Double, progress: (Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> [TextEpochRecord] {
    let saved = resume ? try run.read(circumstances) : nil
    if saved == nil { try run.create(recipe) }
    let start =
      saved?.weights ?? TextNetwork.initialWeights(encoder.shape, rank: recipe.rank, seed: recipe.seed)
    let network = try network(start, dropout: recipe.dropout)
    try network.graph.prepare(loss: network.logits, labelSmoothing: recipe.labelSmoothing)
    let adam = Adam(network.graph.parameters, weightDecay: recipe.weightDecay, threads: threads)
    if let saved { try adam.restore(saved.moments, steps: saved.steps) }

    let steps = training.count / recipe.batchSize
    var records = saved == nil ? [] : run.records().filter { $0.epoch <= saved?.epoch ?? 0 }
    for epoch in (saved?.epoch ?? 0) + 1..<max(recipe.epochs, saved?.epoch ?? 0) + 1 {
      let started = clock()
      var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: 0)
      let order = generator.permutation(training.count)
      var loss = 0.0
      for step in 0..<steps {
        let batch = order[step * recipe.batchSize..<(step + 1) * recipe.batchSize].map { training[$0] }
        let index = (epoch - 1) * steps + step
        network.fill(batch.map(\.tokens))
        try network.graph.forward(step: index)
        let value = network.graph.loss(targets: batch.flatMap(\.target))
        guard value.isFinite else { throw TrainingError.diverged(epoch: epoch, step: step) }
        try network.graph.backward()
        adam.step { _ in recipe.rate(step: index, of: steps * recipe.epochs) }
        loss += Double(value)
        let (done, elapsed) = (step + 1, max(1e-9, clock() - started))
        progress(
          Progress(
            epoch: epoch, epochs: recipe.epochs, step: done, steps: steps, loss: loss / Double(done),
            sentencesPerSecond: Double(done * recipe.batchSize) / elapsed,
            secondsLeft: elapsed / Double(done) * Double((recipe.epochs - epoch + 1) * steps - done)))
        if shouldStop() { return records }
      }
      let seconds = clock() - started
      let weights = network.weights()
      let outcome = try judge(weights)
      records.append(
        TextEpochRecord(
          epoch: epoch, trainingLoss: loss / Double(steps), heldOutLoss: outcome.loss,
          heldOutMacroF1: outcome.evaluation.macroF1, heldOutAccuracy: outcome.evaluation.accuracy,
          temperature: outcome.checkpoint.temperature,
          sentencesPerSecond: Double(steps * recipe.batchSize) / max(1e-9, seconds), seconds: seconds))
      if records.allSatisfy({ $0.heldOutMacroF1 <= outcome.evaluation.macroF1 }) {
        var notes = notes
        notes["recipe"] = circumstances["recipe"]
        notes["epoch"] = "\(epoch)"
        notes["threads"] = "\(threads)"
        notes["held_out_macro_f1"] = "\(outcome.evaluation.macroF1)"
        let made = outcome.checkpoint
        try WordsCheckpoint(
          tensors: made.tensors, scale: made.scale, temperature: made.temperature,
          thresholds: made.thresholds, unsureBelow: made.unsureBelow, notes: notes
        ).write(to: run.words)
      }
      try run.write(records)
      try run.write(epoch: epoch, weights: weights, adam: adam, circumstances)
    }
    return records
  }

  private func network(
    _ weights: [String: WeightTensor], dropout: Float = 0
  ) throws(TensorError) -> TextNetwork {
    try TextNetwork(
      encoder, weights: weights, scale: recipe.scale, dropout: dropout, seed: recipe.seed,
      batch: recipe.batchSize, limit: recipe.limit, threads: threads)
  }

  private struct Outcome {
    /// Before the temperature.
    let loss: Double
    let evaluation: TextEvaluation
    let checkpoint: WordsCheckpoint
  }

  /// What these weights, as the file will hold them, do on the held-out texts.
  private func judge(_ weights: [String: WeightTensor]) throws -> Outcome {
    let rounded = weights.mapValues { $0.rounded(to: .float16) }
    let logits = try network(rounded).logits(of: heldOut.map(\.tokens), batch: recipe.batchSize)
    let labels = heldOut.map(\.labels)
    let temperature = TextCalibration.temperature(logits: logits, labels: labels)
    let probabilities = WordsCheckpoint.probabilities(logits, temperature: temperature)
    let thresholds = TextCalibration.thresholds(probabilities: probabilities, labels: labels)
    let evaluation = TextEvaluation(probabilities: probabilities, labels: labels, thresholds: thresholds)
    let unsure = Calibration.threshold(
      confidences: probabilities.map { $0.max() ?? 0 },
      right: zip(evaluation.tops, labels).map { $1.contains($0) }, rightAtLeast: 0.8)
    let plain = TextEvaluation(
      probabilities: WordsCheckpoint.probabilities(logits, temperature: 1), labels: labels,
      thresholds: thresholds)
    return Outcome(
      loss: plain.nll, evaluation: evaluation,
      checkpoint: WordsCheckpoint(
        tensors: rounded, scale: recipe.scale, temperature: temperature, thresholds: thresholds,
        unsureBelow: unsure?.confidence ?? 0.5))
  }
}

extension TextEvaluation {
  /// What a checkpoint makes of labelled texts, in batches through the training graph: the same numbers as the
  /// classifier's, in a fraction of the time.
  public init(
    _ checkpoint: WordsCheckpoint, texts: [LabelledText], encoder: FrozenEncoder, tokenizer: WordPiece,
    limit: Int = 128, threads: Int
  ) throws(TensorError) {
    let batch = 32
    let network = try TextNetwork(
      encoder, weights: checkpoint.tensors, scale: checkpoint.scale, dropout: 0, seed: 0, batch: batch,
      limit: limit, threads: threads)
    let logits = try network.logits(
      of: texts.map { tokenizer.encode($0.text, limit: limit) }, batch: batch)
    self.init(
      probabilities: WordsCheckpoint.probabilities(logits, temperature: checkpoint.temperature),
      labels: texts.map(\.labels), thresholds: checkpoint.thresholds)
  }
}
