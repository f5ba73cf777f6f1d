/// Every choice of a run of `mien tracks train`, with its default and the reason for it.
public struct TrackRecipe: RunRecipe {
  /// Clips to learn from: as many as are played and heard in a few minutes of one core.
  public var clips = 1_600
  /// Clips of the same timbres set aside, to choose the epoch and the width of the spread by.
  public var heldOut = 240
  /// Passes over the clips; the best of them is kept.
  public var epochs = 60
  /// Clips a step: fifty steps an epoch.
  public var batchSize = 32
  /// Values of the network's state: three for each feature, so that it is small against the clips.
  public var hidden = 24
  /// Peak of the learning rate, usual for Adam on so small a network.
  public var learningRate: Float = 6e-3
  /// Share of the steps in which the rate rises, until Adam knows the gradients' sizes.
  public var warmUp: Float = 0.1
  /// Decoupled decay of the weights; a little, since noise and dropout hold them back already.
  public var weightDecay: Float = 0.02
  /// Share of the last state that is dropped before the head, so that no single value decides.
  public var dropout: Float = 0.1
  /// Noise added to each feature, in its deviations, so that small differences between timbres count for less.
  public var featureNoise: Float = 0.2
  /// Norm that the gradients are kept at: through thirty steps a few batches are steep.
  public var gradientNorm: Float = 1
  /// Seed of everything that is random: clips, order, first weights, dropout, noise.
  public var seed: UInt64 = 1

  public init() {}

  public func check() throws(TrainingError) {
    try require((1...100_000).contains(clips), "clips is in 1…100000, not \(clips)")
    try require((1...100_000).contains(heldOut), "heldOut is in 1…100000, not \(heldOut)")
    try require((1...10_000).contains(epochs), "epochs is in 1…10000, not \(epochs)")
    try require((1...1_024).contains(batchSize), "batchSize is in 1…1024, not \(batchSize)")
    try require(clips >= batchSize, "clips, \(clips), are fewer than a batch of \(batchSize)")
    try require((1...512).contains(hidden), "hidden is in 1…512, not \(hidden)")
    try require(
      learningRate > 0 && learningRate <= 1, "learningRate is above 0 and at most 1, not \(learningRate)")
    try require((0..<1).contains(warmUp), "warmUp is in 0..<1, not \(warmUp)")
    try require((0...1).contains(weightDecay), "weightDecay is in 0…1, not \(weightDecay)")
    try require((0..<1).contains(dropout), "dropout is in 0..<1, not \(dropout)")
    try require((0...2).contains(featureNoise), "featureNoise is in 0…2, not \(featureNoise)")
    try require(gradientNorm > 0, "gradientNorm is above 0, not \(gradientNorm)")
  }

  /// The learning rate of a step: a straight rise, then a straight fall to zero.
  public func rate(step: Int, of steps: Int) -> Float {
    linearRate(peak: learningRate, warmUp: warmUp, step: step, of: steps)
  }
}
