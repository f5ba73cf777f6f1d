/// Every choice of a run of `mien text train`, with its default and the reason for it.
public struct TextRecipe: RunRecipe {
  /// Rank of the adapters: 16 makes a file of 1.3 MB.
  public var rank = 16
  /// What the product of an adapter's matrices is multiplied by (α/r of the paper).
  public var scale: Float = 2
  /// Passes over the texts. A third of one already passes a bag of n-grams.
  public var epochs = 1
  /// Texts a step.
  public var batchSize = 32
  /// Tokens of a text that are read. The longest of GoEmotions has 50 or so.
  public var limit = 64
  /// Peak of the learning rate: adapters begin at nothing and want far more than the 2e-5 to 5e-5 of a full fine-tuning.
  public var learningRate: Float = 1.5e-3
  /// Share of the steps in which the rate rises.
  public var warmUp: Float = 0.06
  /// Decoupled decay of the weights.
  public var weightDecay: Float = 0.01
  /// Share of the mean over a text that is dropped before the head.
  public var dropout: Float = 0.1
  /// Share of each target spread over the emotions.
  public var labelSmoothing: Float = 0
  /// Share of the texts set aside to choose the epoch, the temperature and the thresholds by: of the rarest emotions it
  /// holds some sixty.
  public var heldOut = 0.08
  /// Seed of which texts are set aside.
  public var heldOutSeed: UInt64 = 1
  /// Seed of everything else that is random: order, first weights, dropout.
  public var seed: UInt64 = 1

  public init() {}

  public func check() throws(TrainingError) {
    try require((1...256).contains(rank), "rank is in 1…256, not \(rank)")
    try require(scale > 0 && scale <= 100, "scale is above 0 and at most 100, not \(scale)")
    try require((1...1_000).contains(epochs), "epochs is in 1…1000, not \(epochs)")
    try require((1...1_024).contains(batchSize), "batchSize is in 1…1024, not \(batchSize)")
    try require((2...512).contains(limit), "limit is in 2…512 tokens, not \(limit)")
    try require(
      learningRate > 0 && learningRate <= 1, "learningRate is above 0 and at most 1, not \(learningRate)")
    try require((0..<1).contains(warmUp), "warmUp is in 0..<1, not \(warmUp)")
    try require((0...1).contains(weightDecay), "weightDecay is in 0…1, not \(weightDecay)")
    try require((0..<1).contains(dropout), "dropout is in 0..<1, not \(dropout)")
    try require((0..<1).contains(labelSmoothing), "labelSmoothing is in 0..<1, not \(labelSmoothing)")
    try require(heldOut > 0 && heldOut < 0.9, "heldOut is above 0 and below 0.9, not \(heldOut)")
  }

  /// The learning rate of a step: a straight rise, then a straight fall to zero.
  ///
  /// - Parameters:
  ///   - step: 0..<`steps`.
  ///   - steps: of the whole run.
  public func rate(step: Int, of steps: Int) -> Float {
    linearRate(peak: learningRate, warmUp: warmUp, step: step, of: steps)
  }
}
