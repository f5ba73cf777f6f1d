import Foundation

/// Softmax and mean cross-entropy to targets that may be spread over the classes, with label smoothing.
final class CrossEntropy {
  /// Where the gradient of the logits goes.
  var gradient: FloatBuffer?

  private let logits: FloatBuffer
  private let batch: Int
  private let classes: Int
  private let labelSmoothing: Float

  init(logits: FloatBuffer, batch: Int, classes: Int, labelSmoothing: Float) {
    precondition((0..<1).contains(labelSmoothing), "label smoothing is in 0..<1, not \(labelSmoothing)")
    precondition(logits.count == batch * classes, "logits are feature maps of 1×1")
    self.logits = logits
    self.batch = batch
    self.classes = classes
    self.labelSmoothing = labelSmoothing
  }

  func run(_ targets: [Float]) -> Float {
    precondition(targets.count == logits.count, "a target for each image and class")
    var total = 0.0
    let spread = labelSmoothing / Float(classes)
    for image in 0..<batch {
      let row = logits.base + image * classes
      let largest = (0..<classes).reduce(-Float.infinity) { max($0, row[$1]) }
      let normalizer = logf((0..<classes).reduce(Float(0)) { $0 + expf(row[$1] - largest) }) + largest
      let weight = (0..<classes).reduce(Float(0)) { $0 + targets[image * classes + $1] }
      for k in 0..<classes {
        let target = (1 - labelSmoothing) * targets[image * classes + k] + spread * weight
        total += Double(target * (normalizer - row[k]))
        gradient?.base[image * classes + k] =
          (expf(row[k] - normalizer) * weight - target) / Float(batch)
      }
    }
    return Float(total / Double(batch))
  }
}
