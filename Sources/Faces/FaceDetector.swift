import Foundation
import Images

/// Finds faces and their six key points in a picture.
///
/// MediaPipe's two BlazeFace networks (Bazarevsky et al. 2019) on Mien's own engine. The short-range one looks
/// first; where it sees nothing the full-range one looks, and last the short-range one again with room around the
/// picture, for pictures that a face fills to the edges. A face that is small in the picture is looked at once more
/// from nearer, for the places of its eyes. A detector belongs to one thread at a time.
///
/// ```swift
/// let detector = try FaceDetector(shortRange: shortRangeFile, fullRange: fullRangeFile)
/// let faces = try detector.detect(in: frame)  // largest first; empty where nobody is
/// ```
public final class FaceDetector {
  package let shortRange: FaceNetwork
  package let fullRange: FaceNetwork

  /// How many of the short-range network's 128 pixels a picture of nothing but a face is to fill. So framed, it
  /// finds the face in 98.3 % of FER2013's training images.
  private static let closeContent = 80

  /// Reads both networks; takes about 0.1 s.
  ///
  /// - Parameters:
  ///   - shortRange: the file face_detection_short_range.tflite of MediaPipe 0.10.14.
  ///   - fullRange: its face_detection_full_range_sparse.tflite.
  ///   - threads: native threads a detection uses.
  /// - Throws: ``FaceError`` where a file is missing, damaged or another network.
  public init(shortRange: URL, fullRange: URL, threads: Int = 1) throws(FaceError) {
    self.shortRange = try FaceNetwork(.shortRange, file: shortRange, threads: threads)
    self.fullRange = try FaceNetwork(.fullRange, file: fullRange, threads: threads)
  }

  /// The faces in `image`, largest first; none where none is found. On one core about 4 ms for a webcam's
  /// frame with one face and 10 ms without.
  ///
  /// Boxes and points are in pixels of the image and may lie beyond its edges.
  ///
  /// - Throws: ``FaceError/engine(_:)`` if the engine fails.
  public func detect(in image: RGBImage) throws(FaceError) -> [DetectedFace] {
    var faces = try shortRange.detect(in: image)
    if faces.isEmpty { faces = try fullRange.detect(in: image) }
    if faces.isEmpty { faces = try shortRange.detect(in: image, content: Self.closeContent) }
    for index in faces.indices { faces[index] = try shortRange.closer(faces[index], in: image) }
    return faces.sorted { $0.box.area > $1.box.area }
  }

  /// Where eyes, nose, mouth and ears are in a picture of nothing but a face, as fractions of its sides; `nil`
  /// where the short-range network sees no face.
  ///
  /// This measures how a data set frames its faces: ``FaceFraming`` is the median over FER2013.
  public func framing(of image: GrayImage) throws(FaceError) -> Landmarks? {
    let faces = try shortRange.detect(in: image.rgb(), content: Self.closeContent)
    guard let points = faces.first?.landmarks else { return nil }
    func fraction(_ point: Point) -> Point {
      Point(x: point.x / Double(image.width), y: point.y / Double(image.height))
    }
    return Landmarks(
      rightEye: fraction(points.rightEye), leftEye: fraction(points.leftEye), nose: fraction(points.nose),
      mouth: fraction(points.mouth), rightEar: fraction(points.rightEar), leftEar: fraction(points.leftEar))
  }
}
