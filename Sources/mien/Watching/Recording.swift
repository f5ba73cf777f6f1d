import Foundation
import Images
import Video

/// The annotated video, begun with the first frame, whose size it has.
struct Recording {
  let path: String
  private let framesPerSecond: Double
  private var writer: VideoWriter?

  /// - Throws: ``Failure`` if there is no such folder, or the file is the one that is read.
  init(_ path: String, framesPerSecond: Double, reading input: String) throws(Failure) {
    self.path = path
    self.framesPerSecond = framesPerSecond
    let file = URL(filePath: path)
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
    guard !(exists && isDirectory.boolValue) else {
      throw Failure("\(path) is a folder: name a file, such as annotated.mp4")
    }
    let folder = file.deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: exists ? file.path : folder) else {
      throw Failure(unwritable: path)
    }
    guard file.resolvingSymlinksInPath() != URL(filePath: input).resolvingSymlinksInPath() else {
      throw Failure("\(path) is the video that is read: name another file to write")
    }
    guard !file.pathExtension.isEmpty else {
      throw Failure("\(path) has no ending that says its format: name it \(path).mp4")
    }
  }

  mutating func write(_ image: RGBImage, at time: Duration) throws {
    try naming {
      if writer == nil {
        writer = try VideoWriter(
          path: path, width: image.width, height: image.height, framesPerSecond: framesPerSecond)
      }
      try writer?.write(image, at: time)
    }
  }

  /// Completes the file.
  func finish() throws {
    try naming { try writer?.finish() }
  }

  private func naming(_ body: () throws -> Void) throws {
    do { try body() } catch let error as VideoError { throw Failure("\(path): \(error)") }
  }
}
