import Networks
import Tensors

extension Trainer {
  /// Makes one checkpoint of several runs that began from the same weights: the mean of their weights, calibrated anew
  /// on the validation rows and written into the folder (Wortsman et al. 2022, *Model soups*, arXiv:2203.05482).
  ///
  /// - Parameter checkpoints: two or more, of the recipe of this trainer but for their seed.
  /// - Throws: ``TrainingError`` if they do not belong together, or the folder holds a run; ``TensorError``.
  public func average(_ checkpoints: [EmotionCheckpoint]) throws {
    guard checkpoints.count > 1, let first = checkpoints.first else {
      throw TrainingError.recipe(reason: "there is no mean of one network: name two or more")
    }
    var sums = first.weights.tensors.mapValues { [Double](repeating: 0, count: $0.values.count) }
    for checkpoint in checkpoints {
      try check(checkpoint)
      for (name, tensor) in try uncorrected(checkpoint).tensors {
        guard let sum = sums[name], sum.count == tensor.values.count else {
          throw TrainingError.otherRun(path: name, what: "shapes")
        }
        sums[name] = zip(sum, tensor.values).map { $0 + Double($1) }
      }
    }
    let count = Double(checkpoints.count)
    let mean = NetworkWeights(
      first.weights.tensors.reduce(into: [:]) { mean, tensor in
        let values = (sums[tensor.key] ?? []).map { Float($0 / count) }
        mean[tensor.key] = WeightTensor(shape: tensor.value.shape, values: values)
      })
    try folder.create(recipe)
    try ship(first.network, mean, validate(first.network, mean), recipe.epochs)
  }

  /// Another recipe, or other validation rows, would make the mean or its calibration worthless.
  private func check(_ checkpoint: EmotionCheckpoint) throws(TrainingError) {
    var made = try Recipe(json: .init((checkpoint.notes["recipe"] ?? "{}").utf8))
    made.seed = recipe.seed
    guard made == recipe else {
      throw .recipe(reason: "the networks were made by recipes that differ in more than their seed")
    }
  }

  /// The weights as they were trained: without the correction for rare emotions that was added when they were written.
  private func uncorrected(_ checkpoint: EmotionCheckpoint) throws(TrainingError) -> NetworkWeights {
    guard let strength = checkpoint.notes["prior_correction"].flatMap(Double.init) else {
      throw .recipe(reason: "a network does not say its prior correction: it was not made by 'mien train'")
    }
    var tensors = checkpoint.weights.tensors
    if let bias = tensors["classifier.bias"] {
      let correction = PriorCorrection(strength: -strength, support: training.support)
      tensors["classifier.bias"] = WeightTensor(
        shape: bias.shape, values: correction.applied(to: bias.values))
    }
    return NetworkWeights(tensors)
  }
}
