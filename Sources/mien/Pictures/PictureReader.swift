import Engine
import Images
import Networks

/// Reads the faces of picture files: detectors and emotion network, or for aligned faces the latter alone.
struct PictureReader: Sendable {
  let settings: Settings
  let isAligned: Bool

  /// Why a picture could not be read.
  struct Problem: Error {
    let reason: String
  }

  typealias Answer = (path: String, result: Result<Prediction, Problem>)

  /// What the emotions are read with; loaded once before the threads begin, so that a missing file is said once.
  func checkpoint() throws -> EmotionCheckpoint {
    isAligned
      ? try settings.checkpoint()
      : try FramePipeline(settings.engineFiles).checkpoint
  }

  /// What reads a file, with networks of its own: for one thread.
  func prepare() throws -> (String) -> Answer {
    let read = try reader()
    return { path in
      (path, Result { try read(path) }.mapError { Problem(reason: "\($0)") })
    }
  }

  private func reader() throws -> (String) throws -> Prediction {
    guard isAligned else {
      let pipeline = try FramePipeline(settings.engineFiles)
      return { Prediction(path: $0, try pipeline.analyse(bytes(of: $0))) }
    }
    let classifier = try EmotionClassifier(settings.checkpoint(), precision: settings.precision)
    return { path in
      let image = try ImageDecoder.decode(bytes(of: path))
      return Prediction(path: path, aligned: image, try classifier.classify([image.gray()])[0])
    }
  }

  private func bytes(of path: String) throws -> [UInt8] {
    try InputFile.read(path, atMost: ImageLimits.default.bytes)
  }
}
