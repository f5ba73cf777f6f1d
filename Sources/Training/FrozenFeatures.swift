import Networks

/// What a frozen base made of the faces of a run.
struct FrozenFeatures {
  /// A training face in one of its readings.
  struct Face {
    let row: Int
    let reading: Int
  }

  let training: [FaceRow]
  private let readings: [[Float]]
  private let validation: [Float]
  private let network: MobileNetV2

  /// - Parameters:
  ///   - readings: the features of every training row, plain and, if there are two, mirrored.
  ///   - validation: the features of every validation row.
  init(training: [FaceRow], readings: [[Float]], validation: [Float], _ network: MobileNetV2) {
    self.training = training
    self.readings = readings
    self.validation = validation
    self.network = network
  }

  /// The faces of an epoch in its order, which depends on the recipe's seed and the epoch alone.
  func order(of epoch: Int, _ recipe: Recipe) -> [Face] {
    var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: -1)
    let permutation = generator.permutation(training.count)
    let drawn = BalancedSampling(training, power: recipe.balance).draw(at: generator.unit())
    return permutation.map { place in
      let isMirrored = readings.count > 1 && generator.unit() < recipe.augmentation.flip
      return Face(row: drawn[place], reading: isMirrored ? 1 : 0)
    }
  }

  /// Writes a face's features to its place in a batch.
  func copy(_ face: Face, to place: Int, of batch: UnsafeMutableBufferPointer<Float>) {
    let count = network.features
    readings[face.reading].withUnsafeBufferPointer { values in
      let source = values[face.row * count..<(face.row + 1) * count]
      _ = UnsafeMutableBufferPointer(rebasing: batch[place * count..<(place + 1) * count]).update(
        from: source)
    }
  }

  /// Seven logits a validation row.
  func validationLogits(_ weights: NetworkWeights) -> [Float] {
    let (features, classes) = (network.features, network.classes)
    let kernel = weights.tensors["classifier.weight"]?.values ?? []
    let bias = weights.tensors["classifier.bias"]?.values ?? []
    return validation.withUnsafeBufferPointer { values in
      kernel.withUnsafeBufferPointer { kernel in
        (0..<values.count / features * classes).map { place in
          let (row, output) = place.quotientAndRemainder(dividingBy: classes)
          return (0..<features).reduce(bias[output]) {
            $0 + values[row * features + $1] * kernel[output * features + $1]
          }
        }
      }
    }
  }
}
