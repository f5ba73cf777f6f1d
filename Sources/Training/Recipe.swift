import Foundation

/// Every choice of a training run, with its default and the reason for it. Written into the run and the checkpoint.
public struct Recipe: RunRecipe {
  /// Pixels of the network's input. 48-pixel faces enlarged twice: at 48 MobileNetV2's last map would be 2×2.
  public var side = 96
  /// Faces larger than this are reduced to it first, in training and ever after: what the network learns from must
  /// be as sharp as what it will read. FER2013's are 48.
  public var sourceSide = 48
  /// Whether faces are aligned by eyes, nose and mouth first, as live faces are: turn and size are then no question
  /// for the network.
  public var aligned = true
  /// The paper's width. 2.2 million parameters with seven classes.
  public var widthMultiplier = 1.0
  /// Passes over the training rows.
  public var epochs = 12
  /// Images a step. Larger batches gain no speed on a few cores.
  public var batchSize = 64
  /// Peak of the learning rate: the schedule rises to it, then falls along a cosine.
  public var learningRate: Float = 1e-3
  /// Share of the steps in which the rate rises: pretrained weights are easily spoilt by the first steps.
  public var warmUp: Float = 0.15
  /// The convolutional base learns at this share of the classifier's rate, 0…1.
  public var baseRate: Float = 1
  /// Whether the convolutional base stays as it is, its features computed once, and only the classifier learns: an
  /// epoch takes a second, but ImageNet's features alone tell expressions badly apart. No mixup, no teacher.
  public var frozenBase = false
  /// Decoupled decay of weights, not of biases and batch norm.
  public var weightDecay: Float = 0.02
  /// Share of the last features dropped.
  public var dropout: Float = 0.2
  /// Share of each target spread over the classes: votes are soft already, so little.
  public var labelSmoothing: Float = 0.05
  /// Share of the running statistics of batch norm that a step keeps. Keras' .999 is too slow for short runs.
  public var batchNormMomentum: Float = 0.97
  /// Share of the weight average that a step keeps; the average is what is validated and shipped.
  public var averageKeep: Float = 0.998
  /// α of the Beta distribution from which two faces of a batch and their targets are mixed (Zhang et al. 2018,
  /// arXiv:1710.09412); 0 mixes none.
  public var mixup: Float = 0
  /// How far rare classes are drawn more often: rows weigh (1 / rows of their class) to this power, 0…1.
  public var balance: Float = 0
  /// Share of each target that the teachers decide, if there are any, 0…1.
  public var distillation: Float = 0.5
  /// Whether a teacher's opinion is the mean of what it says of the picture and of its mirror image. The mean is right
  /// more often; a student did not get better by it, and each teacher takes twice its time.
  public var mirroredTeacher = false
  /// Random changes of the training faces.
  public var augmentation = Augmentation()
  /// Share of the training photographs set aside for validation, whole photographs at a time.
  public var validationShare = 0.05
  /// Seed of which photographs are set aside. One of its own: runs that build on each other, and runs that differ
  /// by `seed` only, must have the same validation rows, or one has learned from what chooses the other.
  public var validationSeed: UInt64 = 1
  /// Seed of everything else that is random: order, augmentation, dropout, the classifier's first weights.
  public var seed: UInt64 = 1

  public init() {}

  public func check() throws(TrainingError) {
    try require((32...512).contains(side), "side is in 32…512 pixels, not \(side)")
    try require((8...512).contains(sourceSide), "sourceSide is in 8…512 pixels, not \(sourceSide)")
    try require((0.1...4).contains(widthMultiplier), "widthMultiplier is in 0.1…4, not \(widthMultiplier)")
    try require((1...10_000).contains(epochs), "epochs is in 1…10000, not \(epochs)")
    try require((2...4096).contains(batchSize), "batchSize is in 2…4096, not \(batchSize)")
    try require(
      learningRate > 0 && learningRate <= 1, "learningRate is above 0 and at most 1, not \(learningRate)")
    try require((0..<1).contains(warmUp), "warmUp is in 0..<1, not \(warmUp)")
    try require((0...1).contains(baseRate), "baseRate is in 0…1, not \(baseRate)")
    try require(
      !frozenBase || mixup == 0, "frozenBase computes each face's features once: set mixup to 0, not \(mixup)"
    )
    try require((0...1).contains(weightDecay), "weightDecay is in 0…1, not \(weightDecay)")
    try require((0..<1).contains(dropout), "dropout is in 0..<1, not \(dropout)")
    try require((0..<1).contains(labelSmoothing), "labelSmoothing is in 0..<1, not \(labelSmoothing)")
    try require(
      (0..<1).contains(batchNormMomentum), "batchNormMomentum is in 0..<1, not \(batchNormMomentum)")
    try require((0..<1).contains(averageKeep), "averageKeep is in 0..<1, not \(averageKeep)")
    try require((0...1).contains(mixup), "mixup is in 0…1, not \(mixup)")
    try require((0...1).contains(balance), "balance is in 0…1, not \(balance)")
    try require((0...1).contains(distillation), "distillation is in 0…1, not \(distillation)")
    try require((0..<0.9).contains(validationShare), "validationShare is in 0..<0.9, not \(validationShare)")
    try augmentation.check()
  }

  /// The learning rate of a step: a straight rise, then half a cosine down to a thousandth.
  ///
  /// - Parameters:
  ///   - step: 0..<`steps`.
  ///   - steps: of the whole run.
  public func rate(step: Int, of steps: Int) -> Float {
    let rise = max(1, Int(Float(steps) * warmUp))
    if step < rise { return learningRate * Float(step + 1) / Float(rise) }
    let progress = Float(step - rise) / Float(max(1, steps - rise))
    return learningRate * (0.001 + 0.999 * 0.5 * (1 + cosf(.pi * progress)))
  }
}
