import Emotions
import Images

/// Labelled faces, and for each the photograph it shows.
public struct PhotographedFaces: Sendable {
  public let rows: [FaceRow]
  /// A number for each row; copies and near-copies of a photograph have the same.
  public let photographs: [Int]

  /// - Precondition: a photograph for each row.
  public init(rows: [FaceRow], photographs: [Int]) {
    precondition(rows.count == photographs.count, "\(photographs.count) photographs of \(rows.count) rows")
    self.rows = rows
    self.photographs = photographs
  }

  /// Number of rows of each emotion, in the order of ``Emotion``.
  public var support: [Int] { FaceDataSet(source: "", rows: rows).support }

  /// Which rows show a photograph that `others` show too.
  public func shared(with others: PhotographedFaces) -> [Bool] {
    let known = Set(others.photographs)
    return photographs.map(known.contains)
  }

  func at(_ positions: some Sequence<Int>) -> PhotographedFaces {
    let positions = Array(positions)
    return PhotographedFaces(rows: positions.map { rows[$0] }, photographs: positions.map { photographs[$0] })
  }

  /// The set with `counts` rows of each emotion: its photographs over and over, each time as another augmented copy
  /// that is stored. What is too much is dropped.
  ///
  /// - Parameters:
  ///   - side: width and height of the copies, pixels.
  ///   - seed: of the copies. A photograph's n-th copy is the same whatever else is in the set.
  func multiplied(to counts: [Int], side: Int, augmentation: Augmentation, seed: UInt64) -> PhotographedFaces
  {
    var sources: [(position: Int, copy: Int)] = []
    for emotion in Emotion.allCases {
      let members = rows.indices.filter { rows[$0].label == emotion }
      guard !members.isEmpty else { continue }
      for place in 0..<counts[emotion.index] {
        sources.append((members[place % members.count], place / members.count))
      }
    }
    let renderer = FaceRenderer(side: side)
    let images = Parallel.map(count: sources.count) { [sources, rows] place in
      let (position, copy) = sources[place]
      var generator = SeededGenerator(seed: seed, epoch: copy, index: rows[position].number)
      let variation = copy == 0 ? .identity : augmentation.draw(using: &generator)
      let pixels = renderer.render(rows[position].face, variation)
      return GrayImage(
        width: side, height: side, pixels: pixels.map { UInt8(min(max(($0 + 1) * 127.5, 0), 255).rounded()) })
    }
    return PhotographedFaces(
      rows: zip(sources, images).map { rows[$0.position].showing(PlacedFace($1)) },
      photographs: sources.map { photographs[$0.position] })
  }
}
