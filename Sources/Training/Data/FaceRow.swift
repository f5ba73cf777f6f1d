import Emotions
import Images

/// One labelled face of a data set.
public struct FaceRow: Sendable {
  /// The picture in grey: 48×48 in FER2013, any size in an image folder.
  public let image: GrayImage
  /// From a place in the upright face to a place in the picture, in shares: see ``PlacedFace``.
  public let place: AffineMap
  /// The label that counts when the row is evaluated; `nil` when the label rule leaves the row out.
  public let label: Emotion?
  /// Seven probabilities in the order of ``Emotion`` to train towards; `nil` when no vote is usable.
  public let target: [Float]?
  /// The split as the source names it: `Training`, `PublicTest`, `train`, `test`…
  public let split: String
  /// Position in the source: the line of a CSV file without its header, or the place among sorted files; from
  /// 0.
  public let number: Int
  /// What to call the row in a message: the file's name within the folder, or `row 17`.
  public let name: String

  /// The face as a network looks at it.
  public var face: PlacedFace { PlacedFace(image, place: place) }

  public init(
    image: GrayImage, place: AffineMap = .identity, label: Emotion?, target: [Float]?, split: String,
    number: Int, name: String
  ) {
    self.image = image
    self.place = place
    self.label = label
    self.target = target
    self.split = split
    self.number = number
    self.name = name
  }

  /// The same row with another picture, or another place in it.
  func showing(_ face: PlacedFace) -> FaceRow {
    FaceRow(
      image: face.picture, place: face.place, label: label, target: target, split: split, number: number,
      name: name)
  }

  /// The same row under other labels.
  package func labelled(_ label: Emotion?, target: [Float]?, name: String? = nil) -> FaceRow {
    FaceRow(
      image: image, place: place, label: label, target: target, split: split, number: number,
      name: name ?? self.name)
  }
}

extension Emotion {
  /// All of the probability on this emotion: seven numbers.
  public var oneHot: [Float] { Emotion.allCases.map { $0 == self ? 1 : 0 } }
}
