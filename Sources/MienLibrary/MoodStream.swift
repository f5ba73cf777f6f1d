/// One viewer before a camera: follows the faces from frame to frame, and smooths the mood of one of them by time.
///
/// ```swift
/// let stream = MoodStream(reader)
/// let reading = try stream.read(jpeg, at: time)
/// print(reading.mood.state)  // happy 84 %
/// ```
public final class MoodStream: Sendable {
  /// The viewer: a personal baseline, and whose face is read.
  public let viewer: ViewerSession

  private let reader: MoodReader

  /// - Parameters:
  ///   - reader: may serve many streams.
  ///   - viewer: with a baseline, or other rules.
  public init(_ reader: MoodReader, viewer: ViewerSession = ViewerSession()) {
    self.reader = reader
    self.viewer = viewer
  }

  /// Reads the next frame.
  ///
  /// - Parameters:
  ///   - frame: bytes of a JPEG, PNG or WebP file.
  ///   - time: of the frame, on any clock; only what lies between two frames counts.
  /// - Throws: ``MienError/picture(_:)``, after which the stream goes on.
  public func read(_ frame: some Sequence<UInt8>, at time: Duration) throws(MienError) -> ViewerReading {
    try reader.read(Array(frame), of: viewer, at: time)
  }
}
