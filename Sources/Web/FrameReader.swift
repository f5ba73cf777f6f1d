import Engine

/// Reads a viewer's next frame: an encoded picture, taken at a time on a clock that does not go back.
///
/// It throws `ImageError` for what is no picture, and `EngineError` when it has too much to do or a newer frame of the
/// viewer came first.
public typealias FrameReader =
  @Sendable (_ frame: [UInt8], _ viewer: ViewerSession, _ time: Duration) async throws -> ViewerReading
