import Emotions
import Engine
import Faces
import Foundation
import Images
import Networks

/// The steps of a frame one by one, with the time that each takes.
final class LiveSteps {
  private let detector: FaceDetector
  private let classifier: EmotionClassifier
  private let aligner = FaceAligner()
  private let decoder = FrameDecoder()
  // Kept from frame to frame, as `FramePipeline` keeps them.
  private var image = RGBImage()
  private var face = GrayImage()
  private var warpMemory = WarpMemory()
  private var meters = [StepMeter](repeating: StepMeter(), count: names.count)
  private var (frames, faces, pixels, bytes) = (0, 0, 0, 0)

  private static let names = ["decode", "detect", "align", "network"]

  init(weights: URL) throws {
    let files = EngineFiles(weights: weights)
    detector = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange)
    // In 32 bits, as the side beside it: bytes would not be the same work.
    classifier = try EmotionClassifier(EmotionCheckpoint.read(files.emotion))
  }

  /// Reads a frame with one look at the whole of it; returns how many faces it has.
  func run(_ frame: [UInt8]) throws -> Int {
    defer { image.clear() }
    try meters[0].measure { try decoder.decode(frame, limits: .default, into: &image) }
    var found: [DetectedFace] = []
    try meters[1].measure { found = try detector.shortRange.detect(in: image) }
    let side = classifier.checkpoint.sourceSide
    for one in found {
      meters[2].measure { aligner.align(image, one.landmarks, side: side, into: &face, with: &warpMemory) }
      try meters[3].measure { _ = try classifier.classify([face]) }
    }
    (frames, faces, pixels, bytes) = (
      frames + 1, faces + found.count, pixels + image.pixels.count, bytes + frame.count
    )
    return found.count
  }

  /// Mean seconds of each step, what it takes from the heap, and what a frame asks of it, as JSON.
  static func measure(frames folder: URL, weights: URL) throws -> String {
    let steps = try LiveSteps(weights: weights)
    let frames = try LiveRun.files(in: folder)
    for frame in frames.prefix(20) { _ = try steps.run(frame) }
    steps.meters = steps.meters.map { _ in StepMeter() }
    (steps.frames, steps.faces, steps.pixels, steps.bytes) = (0, 0, 0, 0)
    for frame in frames { _ = try steps.run(frame) }
    return steps.summary
  }

  private var summary: String {
    let count = Double(frames)
    let seconds = zip(Self.names, meters).map { "\"\($0)\": \($1.time / .seconds(1) / count)" }
    return "{\(seconds.joined(separator: ", ")), "
      + "\"allocations\": \(meters.map { Double($0.allocations) / count }), "
      + "\"allocated_bytes\": \(meters.map { Double($0.bytes) / count }), \"faces\": \(Double(faces) / count), "
      + "\"pixel_bytes\": \(pixels / frames), \"jpeg_bytes\": \(bytes / frames), "
      + "\"network_operations\": \(2 * classifier.multiplications), "
      + "\"detector_operations\": \(2 * detector.shortRange.multiplications)}"
  }
}
