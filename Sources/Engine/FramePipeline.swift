import Emotions
import Faces
import Images
import Networks

/// From a picture to emotion distributions: detect, align, classify. It belongs to one thread at a time.
///
/// It keeps the memory in which pictures are decoded, cut and aligned, and nothing of the frames and parts of frames
/// that were in it.
public final class FramePipeline {
  /// More faces than this in one frame are not read: the largest are.
  public static let faceLimit = 16

  private let detector: FaceDetector
  private let classifier: EmotionClassifier
  private let aligner = FaceAligner()
  private let decoder = FrameDecoder()
  private var frame = RGBImage()
  private var part = RGBImage()
  private var aligned = GrayImage()
  private var warpMemory = WarpMemory()

  /// What the emotions are read with.
  public var checkpoint: EmotionCheckpoint { classifier.checkpoint }
  /// What they are computed in.
  public var precision: Precision { classifier.precision }

  /// - Parameter threads: native threads a frame uses.
  /// - Throws: ``EngineError/notReady(reason:)`` naming the file that is missing or damaged.
  public init(_ files: EngineFiles, threads: Int = 1) throws(EngineError) {
    do {
      detector = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange, threads: threads)
      classifier = try EmotionClassifier(
        EmotionCheckpoint.read(files.emotion), precision: files.precision, threads: threads)
    } catch { throw .notReady(reason: "\(error)") }
  }

  /// Decodes and analyses a JPEG, PNG or WebP.
  ///
  /// - Throws: `ImageError` if it is no picture, or beyond the limits.
  public func analyse(_ bytes: [UInt8], limits: ImageLimits = .default) throws -> FrameAnalysis {
    try withFrame(bytes, limits: limits) { try analyse($0) }
  }

  /// Decodes a JPEG, PNG or WebP for the time of `body`.
  ///
  /// - Throws: `ImageError` if it is no picture, or beyond the limits.
  package func withFrame<Answer>(
    _ bytes: [UInt8], limits: ImageLimits = .default, _ body: (RGBImage) throws -> Answer
  ) throws -> Answer {
    defer { frame.clear() }
    try decoder.decode(bytes, limits: limits, into: &frame)
    return try body(frame)
  }

  /// Analyses a picture; one without a face has an answer with no faces.
  public func analyse(_ image: RGBImage) throws -> FrameAnalysis {
    let readings = try detect(in: image).map { FaceReading(face: $0, distribution: try read($0, in: image)) }
    return FrameAnalysis(width: image.width, height: image.height, faces: readings)
  }

  /// The largest faces of a picture, largest first.
  func detect(in image: RGBImage) throws -> [DetectedFace] {
    Array(try detector.detect(in: image).prefix(FramePipeline.faceLimit))
  }

  /// The emotion distribution of a face of the picture.
  func read(_ face: DetectedFace, in image: RGBImage) throws -> EmotionDistribution {
    aligner.align(
      image, face.landmarks, side: classifier.checkpoint.sourceSide, into: &aligned, with: &warpMemory)
    return try classifier.classify([aligned])[0]
  }

  /// A face that is expected at a place, or `nil` if it is not there: one run of the short-range network on the part
  /// around it, which it fills as it does in ``FaceDetector``'s nearer look.
  func look(for face: DetectedFace, in image: RGBImage) throws -> DetectedFace? {
    guard let place = FacePart(around: face.box, in: image) else { return nil }
    defer { part.clear() }
    place.cut(image, into: &part)
    let found = try detector.shortRange.detect(in: part).map { $0.moved(x: place.x, y: place.y) }
    let best = found.max { $0.box.intersectionOverUnion(face.box) < $1.box.intersectionOverUnion(face.box) }
    return best.flatMap { $0.box.intersectionOverUnion(face.box) > 0.3 ? $0 : nil }
  }
}
