import Emotions
import Foundation
import Tensors
import Tracks

/// Trains the network that places tracks, on synthesised clips, and writes a run folder.
///
/// A plain loop: batch, forward, loss, backward, clipping, Adam; after each epoch figures on held-out clips and a line of the
/// log. The same recipe gives the same bits.
public struct TrackTrainer {
  /// Where a run is, for a progress line.
  public struct Progress: Sendable {
    public let epoch, epochs: Int
    public let loss: Double
  }

  public let recipe: TrackRecipe
  public let run: TrackRun
  private let training, heldOut: ClipSet
  private let notes: [String: String]

  /// - Parameters:
  ///   - sets: what ``plans(_:)`` sounds like.
  ///   - notes: text that goes into what is trained.
  public init(
    recipe: TrackRecipe, training: ClipSet, heldOut: ClipSet, run: TrackRun, notes: [String: String] = [:]
  ) throws(TrainingError) {
    guard training.clips.count >= recipe.batchSize, !heldOut.clips.isEmpty else {
      throw .tooFewRows(count: training.clips.count, batch: recipe.batchSize)
    }
    self.recipe = recipe
    self.run = run
    self.training = training
    self.heldOut = heldOut
    self.notes = notes
  }

  /// The clips that a recipe asks for: of the learned timbres, the held-out ones of another seed.
  public static func plans(_ recipe: TrackRecipe) -> (training: [ClipPlan], heldOut: [ClipPlan]) {
    (
      ClipSet.plans(count: recipe.clips, timbres: Timbre.learned, seed: recipe.seed),
      ClipSet.plans(count: recipe.heldOut, timbres: Timbre.learned, seed: recipe.seed ^ 0xA5A5_A5A5)
    )
  }

  /// Runs all epochs.
  ///
  /// - Returns: the log; shorter than the recipe's epochs if stopped.
  public func train(
    progress: (Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> [TrackEpochRecord] {
    try run.create(recipe)
    let scale = scale()
    let network = try TrackTrainingNetwork(
      TrackTrainingNetwork.initialWeights(hidden: recipe.hidden, seed: recipe.seed), recipe: recipe)
    let adam = Adam(network.graph.parameters, weightDecay: recipe.weightDecay)
    let inputs = training.clips.map { clip in
      clip.windows.flatMap {
        TrackNetwork.normalized($0, mean: scale.mean, deviation: scale.deviation).values
      }
    }
    let steps = inputs.count / recipe.batchSize
    var records: [TrackEpochRecord] = []
    for epoch in 1...recipe.epochs {
      var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: 0)
      let order = generator.permutation(inputs.count)
      var random = SplitMix64(seed: generator.next())
      var (loss, norm) = (0.0, 0.0)
      for step in 0..<steps {
        let batch = order[step * recipe.batchSize..<(step + 1) * recipe.batchSize]
        let number = (epoch - 1) * steps + step
        let noisy = batch.map { index in
          inputs[index].map { $0 + recipe.featureNoise * random.normal() }
        }
        let value = try network.step(
          noisy, labels: batch.map { training.clips[$0].label }, number: number)
        guard value.isFinite else { throw TrainingError.diverged(epoch: epoch, step: step) }
        norm += Double(GradientClipping.clip(network.graph.parameters, to: recipe.gradientNorm))
        adam.step { _ in recipe.rate(step: number, of: steps * recipe.epochs) }
        loss += Double(value)
        if shouldStop() { return records }
      }
      let weights = network.weights().merging(scale.tensors) { $1 }
      let judged = judge(weights)
      records.append(
        TrackEpochRecord(
          epoch: epoch, trainingLoss: loss / Double(steps), heldOutLoss: judged.loss,
          heldOutValenceRMSE: judged.evaluation.valence.rmse,
          heldOutArousalRMSE: judged.evaluation.arousal.rmse, gradientNorm: norm / Double(steps)))
      if records.allSatisfy({ $0.heldOutLoss >= judged.loss }) {
        var notes = notes
        notes["recipe"] = String(decoding: recipe.json(), as: UTF8.self)
        notes["epoch"] = "\(epoch)"
        notes["learned_from"] = "synthesised clips, labelled by a rule; no music that anybody made"
        try TrackCheckpoint(tensors: weights, spread: judged.spread, notes: notes).write(to: run.tracks)
      }
      try run.write(records)
      progress(Progress(epoch: epoch, epochs: recipe.epochs, loss: loss / Double(steps)))
    }
    return records
  }

  /// What brings the features to one size.
  private func scale() -> (mean: [Float], deviation: [Float], tensors: [String: WeightTensor]) {
    let rows = training.clips.flatMap { $0.windows.map(\.values) }
    let count = Double(rows.count)
    let mean = TrackWindow.names.indices.map { index in rows.reduce(0) { $0 + $1[index] } / count }
    let deviation = TrackWindow.names.indices.map { index in
      let square = rows.reduce(0) { $0 + ($1[index] - mean[index]) * ($1[index] - mean[index]) } / count
      return max(1e-3, square.squareRoot())
    }
    let (means, deviations) = (mean.map(Float.init), deviation.map(Float.init))
    return (
      means, deviations,
      [
        "features.mean": WeightTensor(shape: [means.count], values: means),
        "features.deviation": WeightTensor(shape: [means.count], values: deviations),
      ]
    )
  }

  /// What these weights do on the held-out clips, and how much wider their mistakes are than their spread.
  private func judge(
    _ weights: [String: WeightTensor]
  ) -> (loss: Double, spread: Double, evaluation: TrackEvaluation) {
    let network = TrackNetwork(TrackCheckpoint(tensors: weights, spread: 1))
    let places = heldOut.clips.map { network.place($0.windows) }
    let evaluation = TrackEvaluation(
      places: places.map(\.place), labels: heldOut.clips.map(\.label))
    var (loss, square) = (0.0, 0.0)
    for (place, clip) in zip(places, heldOut.clips) {
      for (mean, deviation, label) in [
        (place.place.valence, place.valenceSpread, clip.label.valence),
        (place.place.arousal, place.arousalSpread, clip.label.arousal),
      ] {
        let ratio = (mean - label) * (mean - label) / (deviation * deviation)
        loss += 0.5 * (2 * log(deviation) + ratio)
        square += ratio
      }
    }
    let count = Double(places.count)
    return (loss / count, max(1e-3, (square / (2 * count)).squareRoot()), evaluation)
  }
}
