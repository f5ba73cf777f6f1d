import Faces
import Foundation
import Networks

/// The files of weights an engine reads, and what it computes the emotion network in.
public struct EngineFiles: Hashable, Sendable {
  /// MediaPipe's short-range face detector.
  public let shortRange: URL
  /// MediaPipe's full-range face detector.
  public let fullRange: URL
  /// The emotion classifier.
  public let emotion: URL
  public let precision: PrecisionChoice

  /// - Parameters:
  ///   - weights: folder of the third-party weights that `scripts/bootstrap` fetches.
  ///   - emotion: a checkpoint of `mien train`; nil for the one that comes with Mien.
  ///   - precision: of the emotion network.
  public init(weights: URL, emotion: URL? = nil, precision: PrecisionChoice = .auto) {
    shortRange = weights.appending(path: FaceNetworkKind.shortRange.fileName)
    fullRange = weights.appending(path: FaceNetworkKind.fullRange.fileName)
    self.emotion = emotion ?? EmotionCheckpoint.shippedURL
    self.precision = precision
  }
}
