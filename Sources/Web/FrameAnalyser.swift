import Engine

/// Reads the faces of one encoded picture.
///
/// It throws `ImageError` for what is no picture and `EngineError.busy` when it has too much to do.
public typealias FrameAnalyser = @Sendable ([UInt8]) async throws -> FrameAnalysis
