import Emotions
import Foundation
import Images

/// How the pictures of a folder are read.
public struct ImageReadingOptions: Sendable {
  /// Larger pictures are reduced to this longest side on reading, in pixels, so that 40,000 fit into memory.
  public var longestSide: Int
  /// The share of pictures, 0…1, that may be unreadable; a single one is let pass in a small set too, unless
  /// 0.
  public var unreadableLimit: Double

  /// Cuts the face out of a picture whose longest side is above ``faceSide``, as live faces are cut; nil where it
  /// finds none, and then the picture is taken whole.
  public var face: (@Sendable (RGBImage) -> GrayImage?)?
  /// Pictures of at most this longest side, in pixels, are faces already.
  public static let faceSide = 64

  public init(
    longestSide: Int = 128, unreadableLimit: Double = 0.01,
    face: (@Sendable (RGBImage) -> GrayImage?)? = nil
  ) {
    self.longestSide = longestSide
    self.unreadableLimit = unreadableLimit
    self.face = face
  }
}

/// One picture of a folder, before it is read.
struct ImageReference: Sendable {
  let url: URL
  /// The path within the data set, for messages.
  let name: String
  let label: Emotion
  let split: String

  private static let extensions: Set<String> = ["png", "jpg", "jpeg", "webp"]

  /// Whether a file's name is that of a picture.
  static func isPicture(_ url: URL) -> Bool { extensions.contains(url.pathExtension.lowercased()) }
}

extension FaceDataSet {
  /// Reads pictures on all cores; unreadable ones are named in ``skipped``.
  ///
  /// - Throws: ``DataSetError/tooManyUnreadableImages(skipped:of:limit:)``.
  init(
    source: String, references: [ImageReference], options: ImageReadingOptions
  ) throws(DataSetError) {
    let images = Parallel.map(count: references.count) { index in
      Result { () throws(UnreadableImage) in try references[index].decode(options) }
    }
    var rows: [FaceRow] = []
    var skipped: [SkippedImage] = []
    for (number, (reference, image)) in zip(references, images).enumerated() {
      switch image {
      case .success(let image):
        rows.append(
          FaceRow(
            image: image, label: reference.label, target: reference.label.oneHot, split: reference.split,
            number: number, name: reference.name))
      case .failure(let error):
        skipped.append(SkippedImage(path: reference.name, reason: error.reason))
      }
    }
    let allowed = options.unreadableLimit * Double(references.count)
    if !skipped.isEmpty, Double(skipped.count) > max(allowed, options.unreadableLimit > 0 ? 1 : 0) {
      throw .tooManyUnreadableImages(skipped: skipped, of: references.count, limit: options.unreadableLimit)
    }
    self.init(source: source, rows: rows, skipped: skipped)
  }
}

private struct UnreadableImage: Error {
  let reason: String
}

extension ImageReference {
  fileprivate func decode(_ options: ImageReadingOptions) throws(UnreadableImage) -> GrayImage {
    do {
      let picture = try ImageDecoder.decode([UInt8](try Data(contentsOf: url)))
      let longest = max(picture.width, picture.height)
      if longest > ImageReadingOptions.faceSide, let face = options.face?(picture) { return face }
      let (image, longestSide) = (picture.gray(), options.longestSide)
      guard longest > longestSide else { return image }
      return image.resized(
        width: max(1, image.width * longestSide / longest),
        height: max(1, image.height * longestSide / longest))
    } catch let error as ImageError {
      throw UnreadableImage(reason: error.description)
    } catch {
      throw UnreadableImage(reason: "the file cannot be read")
    }
  }
}
