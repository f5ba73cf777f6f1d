import Emotions
import Foundation
import Images
import Networks
import Tensors

/// Trains the classifier alone, on features that the convolutional base computes once.
///
/// The base keeps its weights and the running statistics of its batch norm, as a Keras base with `trainable = False`
/// does. Of the augmentation only the mirror image is left: each training face is read plain and mirrored. The
/// features lie in memory, 5 kB a reading, and a resumed run computes them again: the checkpoint holds the whole base.
struct FrozenBaseTrainer {
  private let trainer: Trainer
  private let network: MobileNetV2
  private let start: NetworkWeights
  private let saved: TrainingState?
  private let circumstances: [String: String]

  init(
    _ trainer: Trainer, _ network: MobileNetV2, start: NetworkWeights, saved: TrainingState?,
    _ circumstances: [String: String]
  ) {
    self.trainer = trainer
    self.network = network
    self.start = start
    self.saved = saved
    self.circumstances = circumstances
  }

  private var recipe: Recipe { trainer.recipe }

  /// Runs all epochs, or goes on from the checkpoint; `progress` says epoch 0 while features are computed.
  func run(
    clock: () -> Double, progress: (Trainer.Progress) -> Void, shouldStop: () -> Bool
  ) throws -> [EpochRecord] {
    guard trainer.teacher == nil else {
      throw TrainingError.recipe(reason: "a frozen base learns from no teacher: leave out one of the two")
    }
    var records = saved == nil ? [] : trainer.folder.records().filter { $0.epoch <= saved?.epoch ?? 0 }
    let first = (saved?.epoch ?? 0) + 1
    guard first <= recipe.epochs else { return records }
    guard let features = try features(clock, progress, shouldStop) else { return records }

    // The layer is small: more threads would wait for each other.
    let graph = try TrainingGraph(threads: 1)
    let input = graph.input(Shape(batch: recipe.batchSize, height: 1, width: 1, channels: network.features))
    let builder = TrainingBuilder(graph, weights: start, seed: recipe.seed)
    let logits = try builder.dense(
      builder.dropout(input, rate: recipe.dropout), outputs: network.classes, name: "classifier")
    try graph.prepare(loss: logits, labelSmoothing: recipe.labelSmoothing)
    let adam = Adam(graph.parameters, weightDecay: recipe.weightDecay)
    let average = WeightAverage(graph.parameters, keep: recipe.averageKeep)
    try saved?.restore(adam, average)

    let steps = features.training.count / recipe.batchSize
    for epoch in first..<recipe.epochs + 1 {
      let started = clock()
      var (loss, right) = (0.0, 0)
      var rate: Float = 0
      let order = features.order(of: epoch, recipe)
      for step in 0..<steps {
        let index = (epoch - 1) * steps + step
        let faces = order[step * recipe.batchSize..<(step + 1) * recipe.batchSize]
        graph.withInput(input) { values in
          for (place, face) in faces.enumerated() { features.copy(face, to: place, of: values) }
        }
        let targets = faces.flatMap { trainer.training.rows[$0.row].target ?? [] }
        try graph.forward(step: index)
        let value = graph.loss(targets: targets)
        guard value.isFinite else { throw TrainingError.diverged(epoch: epoch, step: step) }
        try graph.backward()
        rate = recipe.rate(step: index, of: steps * recipe.epochs)
        adam.step { _ in rate }
        average.update(step: index + 1)
        loss += Double(value)
        right += Trainer.hits(graph.output(logits), targets)
        progress(
          report(
            epoch: epoch, step: step + 1, of: steps, loss: loss, right: right,
            elapsed: max(1e-9, clock() - started)))
        if shouldStop() { return records }
      }
      let seconds = clock() - started
      let averaged = whole(graph.weights(averages: average.state()))
      let outcome = try trainer.validate(logits: features.validationLogits(averaged))
      records.append(
        EpochRecord(
          epoch: epoch, trainingLoss: loss / Double(steps),
          trainingAccuracy: Double(right) / Double(steps * recipe.batchSize), validationLoss: outcome.loss,
          validationAccuracy: outcome.figures.accuracy, validationMacroRecall: outcome.figures.macroRecall,
          learningRate: Double(rate), imagesPerSecond: Double(steps * recipe.batchSize) / max(1e-9, seconds),
          seconds: seconds))
      if records.allSatisfy({ outcome.loss <= $0.validationLoss }) {
        try trainer.ship(network, averaged, outcome, epoch)
      }
      try trainer.folder.write(records)
      try TrainingState(epoch: epoch, weights: whole(graph.weights()), average: average.state(), adam: adam)
        .write(trainer.folder, recipe, circumstances)
    }
    return records
  }

  /// The base as it is, with this classifier.
  private func whole(_ classifier: NetworkWeights) -> NetworkWeights {
    NetworkWeights(start.tensors.merging(classifier.tensors) { $1 })
  }

  private func report(
    epoch: Int, step: Int, of steps: Int, loss: Double, right: Int, elapsed: Double
  ) -> Trainer.Progress {
    let faces = Double(step * recipe.batchSize)
    let epochsLeft = Double(epoch == 0 ? 1 : recipe.epochs - epoch + 1)
    return Trainer.Progress(
      epoch: epoch, epochs: recipe.epochs, step: step, steps: steps, loss: loss / Double(step),
      accuracy: Double(right) / faces, imagesPerSecond: faces / elapsed,
      secondsLeft: elapsed / Double(step) * (epochsLeft * Double(steps) - Double(step)))
  }

  /// Reads all faces; nil if stopped.
  private func features(
    _ clock: () -> Double, _ progress: (Trainer.Progress) -> Void, _ shouldStop: () -> Bool
  ) throws -> FrozenFeatures? {
    let started = clock()
    var base = try FrozenBase(
      network, start, side: recipe.side, batch: recipe.batchSize, threads: trainer.threads)
    let renderer = FaceRenderer(side: recipe.side)
    let training = trainer.training.rows.map(\.face)
    let validation = trainer.validation.reduced(to: recipe.sourceSide).rows.map(\.face)
    let variations: [Variation] = recipe.augmentation.flip > 0 ? [.identity, .mirrored] : [.identity]
    let batches = { (count: Int) in (count + recipe.batchSize - 1) / recipe.batchSize }
    let steps = variations.count * batches(training.count) + batches(validation.count)
    func goOn() -> Bool {
      let elapsed = max(1e-9, clock() - started)
      progress(report(epoch: 0, step: base.runs, of: steps, loss: 0, right: 0, elapsed: elapsed))
      return !shouldStop()
    }
    var readings: [[Float]] = []
    for variation in variations {
      let values = try base.features(
        of: training, prepare: { renderer.render($0, variation, into: $1) }, goOn: goOn)
      guard let values else { return nil }
      readings.append(values)
    }
    let held = try base.features(
      of: validation, prepare: { $0.draw(side: recipe.side, into: $1) }, goOn: goOn)
    guard let held else { return nil }
    return FrozenFeatures(training: trainer.training.rows, readings: readings, validation: held, network)
  }
}

extension Variation {
  fileprivate static var mirrored: Variation {
    var variation = identity
    variation.mirrored = true
    return variation
  }
}
