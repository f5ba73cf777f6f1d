import Engine
import Faces
import Images
import Synchronization
import Training

/// Cuts faces out of pictures and brings them into place, on several threads at once: each borrows a detector.
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
    withDetector { detector in
      guard let face = try? detector.detect(in: picture).first else { return nil }
      return FaceAligner().align(picture, face.landmarks, side: ImageReadingOptions.faceSide)
    }
  }

  /// The face that a picture of nothing else shows, reduced to `side` × `side` pixels if it is larger; nil where its
  /// points are not found.
  func placed(_ picture: GrayImage, side: Int) -> PlacedFace? {
    let isLarger = max(picture.width, picture.height) > side
    let face = isLarger ? picture.resized(width: side, height: side) : picture
    return withDetector { detector in
      guard let landmarks = try? detector.landmarks(ofFace: face) else { return nil }
      return FaceAligner().face(in: face, landmarks)
    }
  }

  private func withDetector<Face>(_ work: (FaceDetector) -> Face?) -> Face? {
    guard let borrowed = idle.withLock({ $0.popLast() }) ?? made() else { return nil }
    defer { idle.withLock { $0.append(borrowed) } }
    return work(borrowed.detector)
  }

  private func made() -> Borrowed? {
    guard let detector = try? FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange) else {
      return nil
    }
    return Borrowed(detector: detector)
  }
}
