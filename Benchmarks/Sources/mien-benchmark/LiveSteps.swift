import Emotions
import Engine
import Faces
import Foundation
import Images
import Networks

/// The steps of a frame one by one, with the time that each takes.
struct LiveSteps {
  private let detector: FaceDetector
  private let classifier: EmotionClassifier
  private let aligner = FaceAligner()
  private let clock = ContinuousClock()
  private var times = [Duration](repeating: .zero, count: names.count)
  private var (frames, faces, pixels, bytes) = (0, 0, 0, 0)

  private static let names = ["decode", "detect", "align", "network"]

  init(weights: URL) throws {
    let files = EngineFiles(weights: weights)
    detector = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange)
    classifier = try EmotionClassifier(EmotionCheckpoint.read(files.emotion))
  }

  /// Reads a frame with one look at the whole of it; returns how many faces it has.
  mutating func run(_ frame: [UInt8]) throws -> Int {
    var image: RGBImage?
    times[0] += try clock.measure { image = try ImageDecoder.decode(frame) }
    guard let image else { return 0 }
    var found: [DetectedFace] = []
    times[1] += try clock.measure { found = try detector.shortRange.detect(in: image) }
    var aligned: [GrayImage] = []
    let side = classifier.checkpoint.sourceSide
    times[2] += clock.measure { aligned = found.map { aligner.align(image, $0.landmarks, side: side) } }
    times[3] += try clock.measure { _ = try classifier.classify(aligned) }
    (frames, faces, pixels, bytes) = (
      frames + 1, faces + found.count, pixels + image.pixels.count, bytes + frame.count
    )
    return found.count
  }

  /// Mean seconds of each step and what a frame asks of it, as JSON.
  static func measure(frames folder: URL, weights: URL) throws -> String {
    var steps = try LiveSteps(weights: weights)
    let frames = try LiveRun.files(in: folder)
    for frame in frames.prefix(20) { _ = try steps.run(frame) }
    steps.times = steps.times.map { _ in .zero }
    (steps.frames, steps.faces, steps.pixels, steps.bytes) = (0, 0, 0, 0)
    for frame in frames { _ = try steps.run(frame) }
    return steps.summary
  }

  private var summary: String {
    let seconds = zip(Self.names, times).map { "\"\($0)\": \($1 / .seconds(1) / Double(frames))" }
    return "{\(seconds.joined(separator: ", ")), \"faces\": \(Double(faces) / Double(frames)), "
      + "\"pixel_bytes\": \(pixels / frames), \"jpeg_bytes\": \(bytes / frames), "
      + "\"network_operations\": \(2 * classifier.multiplications), "
      + "\"detector_operations\": \(2 * detector.shortRange.multiplications)}"
  }
}
