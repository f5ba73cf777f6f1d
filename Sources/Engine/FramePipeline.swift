import Emotions
import Faces
import Images
import Networks

/// From a picture to emotion distributions: detect, align, classify. It belongs to one thread at a time.
public final class FramePipeline {
  /// More faces than this in one frame are not read: the largest are.
  public static let faceLimit = 16

  private let detector: FaceDetector
  private let classifier: EmotionClassifier
  private let aligner = FaceAligner()

  /// - Parameter threads: native threads a frame uses.
  /// - Throws: ``EngineError/notReady(reason:)`` naming the file that is missing or damaged.
  public init(_ files: EngineFiles, threads: Int = 1) throws(EngineError) {
    do {
      detector = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange, threads: threads)
      classifier = try EmotionClassifier(EmotionCheckpoint.read(files.emotion), threads: threads)
    } catch { throw .notReady(reason: "\(error)") }
  }

  /// Decodes and analyses a JPEG, PNG or WebP.
  ///
  /// - Throws: `ImageError` if it is no picture, or beyond the limits.
  public func analyse(_ bytes: [UInt8], limits: ImageLimits = .default) throws -> FrameAnalysis {
    try analyse(ImageDecoder.decode(bytes, limits: limits))
  }

  /// Analyses a picture; one without a face has an answer with no faces.
  public func analyse(_ image: RGBImage) throws -> FrameAnalysis {
    let faces = try detector.detect(in: image).prefix(FramePipeline.faceLimit)
    let readings = try faces.map { face in
      let aligned = aligner.align(image, face.landmarks, side: classifier.checkpoint.sourceSide)
      return FaceReading(face: face, distribution: try classifier.classify([aligned])[0])
    }
    return FrameAnalysis(width: image.width, height: image.height, faces: readings)
  }
}
