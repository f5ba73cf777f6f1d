import CAllocationCount
import Engine
import Foundation
import Images

/// From JPEG frames to seven probabilities, one frame after the other.
final class LiveRun {
  enum Mode: String {
    /// What the usual stack does with every frame: one look at the whole, one reading of each face.
    case same
    /// What Mien does with a photograph: a small face is looked at once more from nearer, and where none is found
    /// other looks are tried.
    case full
    /// What Mien does with a viewer's frames: faces are followed between looks.
    case tracking
  }

  private let frames: [[UInt8]]
  private let read: (_ frame: [UInt8], _ number: Int) throws -> Int
  private let viewer = ViewerSession()
  private var next = 0
  private var faces = 0

  /// - Parameters:
  ///   - frames: folder of JPEG files, in the order of their names.
  ///   - rate: frames a second, which following faces goes by.
  init(frames: URL, weights: URL, mode: Mode, rate: Int) throws {
    self.frames = try LiveRun.files(in: frames)
    switch mode {
    case .same:
      let steps = try LiveSteps(weights: weights)
      read = { frame, _ in try steps.run(frame) }
    case .full:
      let pipeline = try FramePipeline(EngineFiles(weights: weights))
      read = { frame, _ in try pipeline.analyse(frame).faces.count }
    case .tracking:
      let pipeline = try FramePipeline(EngineFiles(weights: weights))
      let (viewer, interval) = (viewer, Duration.seconds(1) / rate)
      read = { frame, number in
        try pipeline.withFrame(frame) {
          try viewer.read($0, at: interval * number, with: pipeline).faces.count
        }
      }
    }
  }

  static func files(in folder: URL) throws -> [[UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".jpg") }.sorted().map {
      [UInt8](try Data(contentsOf: folder.appending(path: $0)))
    }
  }

  /// Reads the next frame of the clip, which begins anew after its end.
  func run() throws {
    faces += try read(frames[next % frames.count], next)
    next += 1
  }

  /// What a frame takes from the heap, the libraries' own needs included, as JSON: the clip is read once to warm up, and
  /// once more to count.
  func allocations() throws -> String {
    for _ in frames { try run() }
    let before = mien_allocated()
    for _ in frames { try run() }
    let after = mien_allocated()
    let count = Double(frames.count)
    return "{\"frames\": \(frames.count), \"allocations\": \(Double(after.calls - before.calls) / count), "
      + "\"bytes\": \(Double(after.bytes - before.bytes) / count)}"
  }

  /// As JSON: frames read, faces found in them, and what looking took.
  var summary: String {
    let looks = viewer.looks
    return "{\"frames\": \(next), \"faces\": \(faces), \"whole\": \(looks.whole), \"near\": \(looks.near)}"
  }
}
