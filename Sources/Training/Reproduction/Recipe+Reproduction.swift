import Foundation

extension Recipe {
  /// How `mien reproduce` trains: dropout, label smoothing, Adam and mild augmentation as published, the rest so that
  /// two runs take about 25 minutes on two cores.
  ///
  /// - Parameter frozen: whether the base is kept as ImageNet left it, as published.
  public static func reproduction(frozen: Bool) -> Recipe {
    var recipe = Recipe()
    recipe.frozenBase = frozen
    // The publication aligns nothing.
    recipe.aligned = false
    // 48-pixel faces need little more, and 96 pixels take twice as long.
    recipe.side = 64
    // A step of the classifier alone costs next to nothing.
    recipe.epochs = frozen ? 40 : 12
    recipe.learningRate = frozen ? 3e-3 : 1e-3
    recipe.warmUp = 0.1
    recipe.weightDecay = 0
    recipe.dropout = 0.2
    recipe.labelSmoothing = 0.1
    recipe.averageKeep = 0.99
    recipe.augmentation.rotation = 5
    recipe.augmentation.shift = 0.04
    recipe.augmentation.scale = 0.05
    recipe.augmentation.brightness = 0.1
    recipe.augmentation.contrast = 0.1
    recipe.augmentation.erasing = 0
    return recipe
  }

  /// This recipe with the keys that a JSON object gives.
  ///
  /// - Throws: ``TrainingError/recipe(reason:)`` as ``init(json:)`` does.
  public func changed(by json: Data) throws(TrainingError) -> Recipe {
    guard let given = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
      var all = try? JSONSerialization.jsonObject(with: self.json()) as? [String: Any]
    else { return try Recipe(json: json) }
    for (key, value) in given {
      if let inner = all[key] as? [String: Any], let changes = value as? [String: Any] {
        all[key] = inner.merging(changes) { $1 }
      } else {
        all[key] = value
      }
    }
    guard let merged = try? JSONSerialization.data(withJSONObject: all) else { return try Recipe(json: json) }
    return try Recipe(json: merged)
  }
}
