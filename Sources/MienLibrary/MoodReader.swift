import Foundation
import Synchronization

/// Reads the faces and the mood in pictures.
///
/// ```swift
/// let reader = try MoodReader(weights: URL(filePath: "weights"))
/// let jpeg = try Data(contentsOf: URL(filePath: "ada.jpg"))
/// if let mood = try reader.mood(in: jpeg) { print(mood.label ?? "unsure", mood.confidence) }
/// ```
///
/// A call takes some milliseconds of one processor and returns when it is done. Calls may come from several threads at
/// once; each borrows networks of its own, which are kept for the next. Nothing of a picture is kept.
public final class MoodReader: Sendable {
  /// The folder `weights` of the current directory, where `tools/fetch_weights.py` puts the face detector's networks.
  public static var defaultWeights: URL { URL(filePath: "weights", directoryHint: .isDirectory) }

  /// Confidence below which the label of a single picture is left open, 0…1; the network's makers fitted it.
  public let unsureBelow: Double

  private let files: EngineFiles
  private let limits: ImageLimits
  private let idle = Mutex<[Borrowed]>([])

  /// Unchecked: a pipeline is out of the list while a thread uses it, so that no two use it at once.
  private struct Borrowed: @unchecked Sendable {
    let pipeline: FramePipeline
  }

  /// Loads the networks.
  ///
  /// - Parameters:
  ///   - weights: folder of the face detector's two networks.
  ///   - model: a checkpoint of `mien train`; `nil` for the emotion network that comes with Mien.
  ///   - precision: what the emotion network is computed in.
  ///   - limits: of each picture, checked before a pixel is decoded.
  /// - Throws: ``MienError/weights(_:)`` naming the file that is missing or damaged.
  public init(
    weights: URL = MoodReader.defaultWeights, model: URL? = nil, precision: PrecisionChoice = .auto,
    limits: ImageLimits = .default
  ) throws(MienError) {
    files = EngineFiles(weights: weights, emotion: model, precision: precision)
    self.limits = limits
    let first = try MoodReader.load(files)
    unsureBelow = first.pipeline.checkpoint.unsureBelow
    idle.withLock { $0.append(first) }
  }

  /// The faces of a picture, largest first, each with its seven probabilities; none is a normal answer.
  ///
  /// - Parameter picture: bytes of a JPEG, PNG or WebP file.
  /// - Throws: ``MienError/picture(_:)``.
  public func faces(in picture: some Sequence<UInt8>) throws(MienError) -> [FaceReading] {
    try borrowing { try $0.analyse(Array(picture), limits: limits).faces }
  }

  /// The mood of the largest face; `nil` if there is no face.
  ///
  /// One picture shows an instant: for a camera, ``MoodStream`` smooths what many show.
  ///
  /// - Parameter picture: bytes of a JPEG, PNG or WebP file.
  /// - Throws: ``MienError/picture(_:)``.
  public func mood(in picture: some Sequence<UInt8>) throws(MienError) -> Mood? {
    guard let distribution = try faces(in: picture).first?.distribution else { return nil }
    let isSure = distribution.confidence >= unsureBelow
    return Mood(distribution: distribution, label: isSure ? distribution.top : nil)
  }

  /// The next frame of a viewer.
  func read(
    _ frame: [UInt8], of viewer: ViewerSession, at time: Duration
  ) throws(MienError) -> ViewerReading {
    try borrowing { pipeline in
      try pipeline.withFrame(frame, limits: limits) { try viewer.read($0, at: time, with: pipeline) }
    }
  }

  private func borrowing<Answer>(_ body: (FramePipeline) throws -> Answer) throws(MienError) -> Answer {
    let waiting = idle.withLock { $0.popLast() }
    let borrowed = if let waiting { waiting } else { try MoodReader.load(files) }
    defer { idle.withLock { $0.append(borrowed) } }
    do { return try body(borrowed.pipeline) } catch { throw MienError(reading: error) }
  }

  private static func load(_ files: EngineFiles) throws(MienError) -> Borrowed {
    do { return Borrowed(pipeline: try FramePipeline(files)) } catch { throw .weights("\(error)") }
  }
}
