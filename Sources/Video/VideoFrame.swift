import Images

/// One picture of a video, and when it is shown.
public struct VideoFrame: Sendable {
  public let image: RGBImage
  /// Since the beginning of the video, or of watching.
  public let time: Duration

  public init(image: RGBImage, time: Duration) {
    self.image = image
    self.time = time
  }
}
