import Faces
import Foundation
import Images

/// The files that tools/fetch_weights.py puts into `weights/`, or into the folder MIEN_WEIGHTS names.
enum Weights {
  static let folder: URL = {
    if let folder = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] {
      return URL(fileURLWithPath: folder, isDirectory: true)
    }
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    return tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
  }()

  static let shortRange = folder.appending(path: "face_detection_short_range.tflite")
  static let fullRange = folder.appending(path: "face_detection_full_range_sparse.tflite")

  static func detector() throws -> FaceDetector {
    try FaceDetector(shortRange: shortRange, fullRange: fullRange)
  }

  static func network(_ kind: FaceNetworkKind) throws -> FaceNetwork {
    try FaceNetwork(kind, file: kind == .shortRange ? shortRange : fullRange)
  }

  static func bytes(of file: URL) throws -> [UInt8] { try [UInt8](Data(contentsOf: file)) }

  /// NASA's portrait of Eileen Collins (public domain), 512×512.
  static func portrait() throws -> RGBImage {
    try ImageDecoder.decode(bytes(of: folder.appending(path: "test/astronaut.png")))
  }
}
