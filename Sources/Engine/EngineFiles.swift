import Faces
import Foundation
import Networks

/// The files of weights an engine reads.
public struct EngineFiles: Hashable, Sendable {
  /// MediaPipe's short-range face detector.
  public let shortRange: URL
  /// MediaPipe's full-range face detector.
  public let fullRange: URL
  /// The emotion classifier.
  public let emotion: URL

  /// - Parameters:
  ///   - weights: folder of the third-party weights that `scripts/bootstrap` fetches.
  ///   - emotion: a checkpoint of `mien train`; nil for the one that comes with Mien.
  public init(weights: URL, emotion: URL? = nil) {
    shortRange = weights.appending(path: FaceNetworkKind.shortRange.fileName)
    fullRange = weights.appending(path: FaceNetworkKind.fullRange.fileName)
    self.emotion = emotion ?? EmotionCheckpoint.shippedURL
  }
}
