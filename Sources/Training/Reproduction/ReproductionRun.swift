import Emotions
import Foundation
import Networks
import Tensors

/// One of the two runs of a reproduction: the same photographs, recipe and number of steps, split in one order.
public struct ReproductionRun: Sendable {
  public let order: SplitOrder
  public let split: ReproductionSplit
  /// As the run uses it: the reproduction's.
  public let recipe: Recipe

  private let sample: ReproductionSample

  public init(_ sample: ReproductionSample, _ order: SplitOrder, recipe: Recipe) {
    self.sample = sample
    self.order = order
    self.recipe = recipe
    split = ReproductionSplit(sample, order, side: recipe.sourceSide, seed: recipe.seed)
  }

  /// Trains, or goes on where an earlier call was stopped.
  ///
  /// - Parameters:
  ///   - resume: whether to go on with what the folder holds; if that is nothing, the run begins.
  ///   - clock: seconds since any moment.
  /// - Returns: the log; shorter than the recipe's epochs if stopped.
  public func train(
    in folder: RunFolder, initial: WeightFile?, resume: Bool, threads: Int, notes: [String: String],
    clock: () -> Double, progress: (Trainer.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> [EpochRecord] {
    let source = "reproduction (\(order.rawValue))"
    let trainer = Trainer(
      recipe: recipe, training: FaceDataSet(source: source, rows: split.training.rows),
      validation: FaceDataSet(source: source, rows: split.validation.rows), folder: folder, threads: threads,
      notes: notes.merging(["protocol": "\(order)"]) { $1 })
    let hasBegun = FileManager.default.fileExists(atPath: folder.checkpoint.path)
    return try trainer.run(
      initial: initial, resume: resume && hasBegun, clock: clock, progress: progress, shouldStop: shouldStop)
  }

  /// The run's figures: of its best epoch on its test rows, and on photographs that neither run uses.
  public func outcome(in folder: RunFolder, threads: Int) throws -> ReproductionOutcome {
    let classifier = try EmotionClassifier(
      EmotionCheckpoint.read(folder.weights), batch: 32, threads: threads)
    func evaluate(_ rows: [FaceRow]) throws -> Evaluation {
      Evaluation(
        distributions: try classifier.classify(rows.map(\.image)), labels: rows.compactMap(\.label))
    }
    return ReproductionOutcome(
      split: split, sample: sample, evaluation: try evaluate(split.test.rows),
      unseen: sample.unseen.rows.isEmpty ? nil : try evaluate(sample.unseen.rows), seed: recipe.seed,
      seconds: folder.records().reduce(0) { $0 + $1.seconds })
  }
}
