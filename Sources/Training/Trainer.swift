import Emotions
import Foundation
import Networks
import Tensors

/// Trains an emotion classifier and writes a run folder.
///
/// The loop is a plain loop: batch, forward, loss, backward, Adam, average; after each epoch validation of the
/// average, log, curves and a checkpoint. The same recipe, data and number of threads give the same weights, and a
/// run that is stopped, in mid-epoch too, and resumed ends with the weights of one that was not.
public struct Trainer {
  /// Where a run is, for a progress bar.
  public struct Progress: Sendable {
    public let epoch: Int
    public let epochs: Int
    public let step: Int
    public let steps: Int
    /// Means over the epoch so far.
    public let loss: Double
    public let accuracy: Double
    public let imagesPerSecond: Double
    public let secondsLeft: Double
  }

  public let recipe: Recipe
  public let training: FaceDataSet
  public let validation: FaceDataSet
  public let folder: RunFolder
  /// Native threads of a step.
  public let threads: Int
  /// What the run learns from beside the labels.
  public let teacher: Teacher?
  /// Text that goes into the checkpoint: data, command.
  public let notes: [String: String]

  public init(
    recipe: Recipe, training: FaceDataSet, validation: FaceDataSet, folder: RunFolder, threads: Int,
    teacher: Teacher? = nil, notes: [String: String] = [:]
  ) {
    self.recipe = recipe
    self.training = training.reduced(to: recipe.sourceSide)
    self.validation = validation
    self.folder = folder
    self.threads = threads
    self.teacher = teacher
    self.notes = notes
  }

  /// Runs all epochs, or goes on from the folder's checkpoint.
  ///
  /// - Parameters:
  ///   - initial: weights to start from; nil for random ones.
  ///   - resume: whether to go on from the checkpoint of an earlier run. Of one that is finished, and whose last
  ///     epoch is the best, the weights are calibrated and written again (not with a frozen base).
  ///   - clock: seconds since any moment, for speeds only.
  ///   - progress: called after each step.
  ///   - shouldStop: asked after each step; if true the run is saved as it stands, in mid-epoch, and ends.
  /// - Returns: the log; shorter than the recipe's epochs if stopped.
  public func run(
    initial: WeightFile?, resume: Bool = false, clock: () -> Double, progress: (Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> [EpochRecord] {
    guard training.rows.count >= recipe.batchSize else {
      throw TrainingError.tooFewRows(count: training.rows.count, batch: recipe.batchSize)
    }
    let network = MobileNetV2(
      widthMultiplier: recipe.widthMultiplier, classes: Emotion.allCases.count, dropout: recipe.dropout)
    var circumstances = ["threads": "\(threads)", "data": dataHash()]
    circumstances["teachers"] = teacher?.hash
    let saved = resume ? try TrainingState.read(folder, recipe, circumstances) : nil
    if saved == nil { try folder.create(recipe) }
    let start =
      try saved?.weights ?? initial.map { try network.weights(from: $0, seed: recipe.seed) }
      ?? network.randomWeights(seed: recipe.seed)
    if recipe.frozenBase {
      return try FrozenBaseTrainer(self, network, start: start, saved: saved, circumstances).run(
        clock: clock, progress: progress, shouldStop: shouldStop)
    }
    let graph = try TrainingGraph(threads: threads)
    let input = graph.input(
      Shape(batch: recipe.batchSize, height: recipe.side, width: recipe.side, channels: network.inputChannels)
    )
    let logits = try network.build(
      with: TrainingBuilder(graph, weights: start, seed: recipe.seed, momentum: recipe.batchNormMomentum),
      input: input)
    try graph.prepare(loss: logits, labelSmoothing: recipe.labelSmoothing)
    let adam = Adam(graph.parameters, weightDecay: recipe.weightDecay, threads: threads)
    let average = WeightAverage(graph.parameters, keep: recipe.averageKeep, threads: threads)
    try saved?.restore(adam, average)
    try teacher?.prepare(batch: recipe.batchSize, side: recipe.side, threads: threads)

    let loader = BatchLoader(training.rows, recipe)
    let steps = loader.batches
    var records = saved == nil ? [] : folder.records().filter { $0.epoch <= saved?.epoch ?? 0 }
    var begun = saved?.partial ?? TrainingState.Partial()
    for epoch in (saved?.epoch ?? 0) + 1..<recipe.epochs + 1 {
      let (started, waited) = (clock(), loader.waited)
      let first = begun.steps
      var (loss, right, stopped) = (begun.loss, begun.right, false)
      begun = TrainingState.Partial()
      // Of an epoch that was stopped after its last step only the validation is left.
      var rate =
        first == 0 ? 0 : recipe.rate(step: (epoch - 1) * steps + first - 1, of: steps * recipe.epochs)
      try loader.forEachBatch(epoch: epoch, from: first) { step, batch in
        let index = (epoch - 1) * steps + step
        graph.withInput(input) { _ = $0.update(from: batch.pixels) }
        try graph.forward(step: index)
        let targets =
          try teacher?.blend(
            batch.targets, pixels: batch.pixels, share: recipe.distillation,
            mirrored: recipe.mirroredTeacher) ?? batch.targets
        let value = graph.loss(targets: targets)
        guard value.isFinite else { throw TrainingError.diverged(epoch: epoch, step: step) }
        try graph.backward()
        rate = recipe.rate(step: index, of: steps * recipe.epochs)
        adam.step { $0.name.hasPrefix("classifier") ? rate : rate * recipe.baseRate }
        average.update(step: index + 1)
        loss += Double(value)
        right += Trainer.hits(graph.output(logits), batch.targets)
        let done = step + 1
        let elapsed = max(1e-9, clock() - started)
        progress(
          Progress(
            epoch: epoch, epochs: recipe.epochs, step: done, steps: steps, loss: loss / Double(done),
            accuracy: Double(right) / Double(done * recipe.batchSize),
            imagesPerSecond: Double((done - first) * recipe.batchSize) / elapsed,
            secondsLeft: elapsed / Double(done - first)
              * Double((recipe.epochs - epoch + 1) * steps - done)))
        if shouldStop() {
          stopped = true
          let partial = TrainingState.Partial(steps: done, loss: loss, right: right)
          try TrainingState(
            epoch: epoch - 1, partial: partial, weights: graph.weights(), average: average.state(), adam: adam
          ).write(folder, recipe, circumstances)
        }
        return !stopped
      }
      if stopped { return records }
      let seconds = clock() - started
      let averaged = graph.weights(averages: average.state())
      let outcome = try validate(network, averaged)
      records.append(
        EpochRecord(
          epoch: epoch, trainingLoss: loss / Double(steps),
          trainingAccuracy: Double(right) / Double(steps * recipe.batchSize), validationLoss: outcome.loss,
          validationAccuracy: outcome.figures.accuracy, validationMacroRecall: outcome.figures.macroRecall,
          learningRate: Double(rate),
          imagesPerSecond: Double((steps - first) * recipe.batchSize) / max(1e-9, seconds),
          seconds: seconds, secondsWaited: (loader.waited - waited) / .seconds(1)))
      if records.allSatisfy({ outcome.loss <= $0.validationLoss }) {
        try ship(network, averaged, outcome, epoch)
      }
      try folder.write(records)
      try TrainingState(epoch: epoch, weights: graph.weights(), average: average.state(), adam: adam)
        .write(folder, recipe, circumstances)
    }
    if saved?.epoch == recipe.epochs, let last = records.last,
      records.allSatisfy({ last.validationLoss <= $0.validationLoss })
    {
      let averaged = graph.weights(averages: average.state())
      try ship(network, averaged, validate(network, averaged), last.epoch)
    }
    return records
  }

  /// Names the faces, their labels and which of them validate.
  private func dataHash() -> String { training.contentHash() + "+" + validation.contentHash() }

  struct Validation {
    let loss: Double
    let figures: EvaluationFigures
    let correction: PriorCorrection
    let temperature: Double
    let unsureBelow: Double
  }

  func validate(_ network: MobileNetV2, _ weights: NetworkWeights) throws -> Validation {
    let checkpoint = EmotionCheckpoint(
      network: network, weights: weights, side: recipe.side, sourceSide: recipe.sourceSide)
    let classifier = try EmotionClassifier(checkpoint, batch: 32, threads: threads)
    return try validate(logits: classifier.logits(validation.rows.map(\.face)).flatMap { $0 })
  }

  /// - Parameter logits: seven a validation row.
  func validate(logits: [Float]) throws -> Validation {
    let targets = validation.rows.map { $0.target ?? [] }
    let labels = validation.rows.compactMap(\.label)
    let plain = try Evaluation(logits: logits, labels: labels, targets: targets)
    let correction = try PriorCorrection.fitted(logits: logits, labels: labels, support: training.support)
    let corrected = correction.applied(to: logits)
    // On labels, not votes: confidence is to be the share of readings that are right.
    let temperature = Calibration.temperature(logits: corrected, targets: labels.map(\.oneHot))
    let calibrated = try Evaluation(
      logits: corrected, labels: labels, targets: targets, temperature: temperature)
    let threshold = Calibration.threshold(
      confidences: calibrated.distributions.map(\.confidence),
      right: zip(calibrated.distributions, labels).map { $0.top == $1 }, rightAtLeast: 0.9)
    return Validation(
      loss: plain.nll, figures: calibrated.figures, correction: correction, temperature: temperature,
      unsureBelow: threshold?.confidence ?? 0.5)
  }

  func ship(
    _ network: MobileNetV2, _ weights: NetworkWeights, _ outcome: Validation, _ epoch: Int
  ) throws {
    var notes = notes
    notes["recipe"] = String(decoding: recipe.json(), as: UTF8.self)
    notes["epoch"] = "\(epoch)"
    notes["threads"] = "\(threads)"
    notes["teachers"] = teacher?.hash
    notes["validation_accuracy"] = "\(outcome.figures.accuracy)"
    notes["prior_correction"] = "\(outcome.correction.strength)"
    var tensors = weights.tensors
    if let bias = tensors["classifier.bias"] {
      tensors["classifier.bias"] = WeightTensor(
        shape: bias.shape, values: outcome.correction.applied(to: bias.values))
    }
    let checkpoint = EmotionCheckpoint(
      network: network, weights: NetworkWeights(tensors), side: recipe.side, sourceSide: recipe.sourceSide,
      aligned: recipe.aligned, temperature: outcome.temperature,
      unsureBelow: outcome.unsureBelow, notes: notes)
    let calibrating = validation.thinned(to: Trainer.calibratingFaces).rows.map(\.face)
    try checkpoint.calibrated(on: calibrating).write(to: folder.weights)
  }

  /// Faces that the ranges of the feature maps are measured on.
  public static let calibratingFaces = 512

  static func hits(_ logits: [Float], _ targets: [Float]) -> Int {
    let classes = Emotion.allCases.count
    return stride(from: 0, to: logits.count, by: classes).count { start in
      let range = start..<start + classes
      return range.max { logits[$0] < logits[$1] } == range.max { targets[$0] < targets[$1] }
    }
  }
}
