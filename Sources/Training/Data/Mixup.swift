import Foundation

/// Mixes the pictures of a batch in pairs, and their targets likewise (Zhang et al. 2018, arXiv:1710.09412).
package struct Mixup: Sendable {
  /// Both parameters of the Beta distribution, above 0 and at most 1: the smaller, the fewer pictures are mixed
  /// noticeably.
  package let alpha: Float

  package init(alpha: Float) { self.alpha = alpha }

  /// Mixes each picture with a partner drawn from the batch; the larger share stays the picture's own.
  ///
  /// - Parameter images: how many pictures `pixels` and `targets` hold.
  package func mix(
    _ pixels: inout [Float], _ targets: inout [Float], images: Int, using generator: inout SeededGenerator
  ) {
    let partners = generator.permutation(images)
    let (size, classes) = (pixels.count / images, targets.count / images)
    let (originals, labels) = (pixels, targets)
    for (image, partner) in partners.enumerated() {
      let drawn = share(using: &generator)
      let own = max(drawn, 1 - drawn)
      guard own < 1, partner != image else { continue }
      for place in 0..<size {
        pixels[image * size + place] =
          own * originals[image * size + place] + (1 - own) * originals[partner * size + place]
      }
      for place in 0..<classes {
        targets[image * classes + place] =
          own * labels[image * classes + place] + (1 - own) * labels[partner * classes + place]
      }
    }
  }

  /// A number of Beta(α, α), by Jöhnk's method.
  private func share(using generator: inout SeededGenerator) -> Float {
    for _ in 0..<100 {
      let x = powf(generator.unit(), 1 / alpha)
      let y = powf(generator.unit(), 1 / alpha)
      if x + y > 0, x + y <= 1 { return x / (x + y) }
    }
    return 1
  }
}
