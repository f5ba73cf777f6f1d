import Engine
import Faces
import Images
import Synchronization
import Training

/// Cuts the largest face out of pictures, on several threads at once: each borrows a detector.
final class FaceCutter: Sendable {
  private let files: EngineFiles
  private let idle = Mutex<[Borrowed]>([])

  /// Unchecked: a detector is out of the list while a thread uses it, so that no two use it at once.
  private struct Borrowed: @unchecked Sendable {
    let detector: FaceDetector
  }

  init(_ files: EngineFiles) { self.files = files }

  /// The aligned face; nil where none is found, or the detector is not there.
  func face(in picture: RGBImage) -> GrayImage? {
    guard let borrowed = idle.withLock({ $0.popLast() }) ?? made() else { return nil }
    defer { idle.withLock { $0.append(borrowed) } }
    guard let face = try? borrowed.detector.detect(in: picture).first else { return nil }
    return FaceAligner().align(picture, face.landmarks, side: ImageReadingOptions.faceSide)
  }

  private func made() -> Borrowed? {
    guard let detector = try? FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange) else {
      return nil
    }
    return Borrowed(detector: detector)
  }
}
