import Emotions
import Images

/// Reading each face and its mirror image and taking the mean: twice the work for a little accuracy. A figure made in
/// this way is always reported apart from the one of a single look.
public enum FlipAveraging {
  /// The means of the distributions of faces and of their mirror images.
  ///
  /// - Parameters:
  ///   - plain: what was read from `faces`.
  ///   - read: one distribution a face.
  public static func distributions(
    _ plain: [EmotionDistribution], of faces: [PlacedFace],
    read: ([PlacedFace]) throws -> [EmotionDistribution]
  ) throws -> [EmotionDistribution] {
    try zip(plain, read(faces.map { $0.mirrored() })).map { one, other in
      try EmotionDistribution(zip(one.probabilities, other.probabilities).map { ($0 + $1) / 2 })
    }
  }
}
