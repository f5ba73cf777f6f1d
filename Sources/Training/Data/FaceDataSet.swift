import Emotions
import Images
import Tensors

/// Faces with labels, as read from one source.
public struct FaceDataSet: Sendable {
  /// Where the rows came from, for messages and the run's record.
  public let source: String
  public let rows: [FaceRow]
  /// Pictures that could not be decoded, each with the reason.
  public let skipped: [SkippedImage]

  public init(source: String, rows: [FaceRow], skipped: [SkippedImage] = []) {
    self.source = source
    self.rows = rows
    self.skipped = skipped
  }

  /// Names of the splits in order of appearance, with the number of rows in each.
  public var splits: [(name: String, count: Int)] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for row in rows {
      if counts[row.split] == nil { order.append(row.split) }
      counts[row.split, default: 0] += 1
    }
    return order.map { ($0, counts[$0] ?? 0) }
  }

  /// Rows that have a label under the rule the set was opened with.
  public var labelled: FaceDataSet { keeping { $0.label != nil } }

  /// Rows that have something to train towards.
  public var trainable: FaceDataSet { keeping { $0.target != nil } }

  /// The rows of one split, its name compared without case; `train` also finds `Training`, `val` also
  /// `validation`.
  ///
  /// - Throws: ``DataSetError/noRows(split:source:has:)`` if there are none.
  public func split(_ name: String) throws(DataSetError) -> FaceDataSet {
    let wanted = Self.canonical(name)
    let found = keeping { Self.canonical($0.split) == wanted }
    guard !found.rows.isEmpty else {
      throw .noRows(split: name, source: source, has: splits.map { "\($0.name) (\($0.count))" })
    }
    return found
  }

  /// The rows for which `condition` holds, in order.
  public func keeping(_ condition: (FaceRow) throws -> Bool) rethrows -> FaceDataSet {
    FaceDataSet(source: source, rows: try rows.filter(condition), skipped: skipped)
  }

  /// At most so many rows, spread evenly over the whole.
  ///
  /// - Precondition: `count` is positive.
  public func thinned(to count: Int) -> FaceDataSet {
    precondition(count > 0, "at least one row is kept")
    guard rows.count > count else { return self }
    return FaceDataSet(
      source: source, rows: (0..<count).map { rows[$0 * rows.count / count] }, skipped: skipped)
  }

  /// The rows with faces of at most `side` pixels; larger ones are reduced.
  func reduced(to side: Int) -> FaceDataSet {
    guard rows.contains(where: { max($0.image.width, $0.image.height) > side }) else { return self }
    let smaller = Parallel.map(count: rows.count) { index in
      let image = rows[index].image
      let isLarger = max(image.width, image.height) > side
      return rows[index].face.showing(isLarger ? image.resized(width: side, height: side) : image)
    }
    return FaceDataSet(
      source: source, rows: zip(rows, smaller).map { $0.showing($1) }, skipped: skipped)
  }

  /// The rows with their faces found, on all cores.
  ///
  /// - Parameter place: the face of a picture; where it is `nil` the face is taken to fill the picture.
  public func aligned(by place: @Sendable (GrayImage) -> PlacedFace?) -> FaceDataSet {
    let faces = Parallel.map(count: rows.count) { place(rows[$0].image) ?? rows[$0].face }
    return FaceDataSet(source: source, rows: zip(rows, faces).map { $0.showing($1) }, skipped: skipped)
  }

  /// Number of rows a label has, in the order of ``Emotion``.
  public var support: [Int] {
    var counts = [Int](repeating: 0, count: Emotion.allCases.count)
    for row in rows {
      if let label = row.label { counts[label.index] += 1 }
    }
    return counts
  }

  /// Checks that every emotion has a row to learn from.
  ///
  /// - Throws: ``DataSetError/emptyClass(_:source:)`` naming the first emotion without one.
  public func requireEveryClass() throws(DataSetError) {
    for (emotion, count) in zip(Emotion.allCases, support) where count == 0 {
      throw .emptyClass(emotion.rawValue, source: source)
    }
  }

  /// SHA-256 of the rows' content (split, label, target, size, place and pixels, in order) as 64 hexadecimal digits.
  ///
  /// Two files that hold the same faces and labels have the same hash whatever their format. About 0.4 s for
  /// FER2013.
  public func contentHash() -> String {
    var hash = SHA256()
    for row in rows {
      let target = row.target?.map { String($0.bitPattern, radix: 16) }.joined(separator: ",") ?? "-"
      let header =
        "\(row.split)\n\(row.label?.rawValue ?? "-")\n\(target)\n\(row.image.width)x\(row.image.height)\n"
      hash.update(Array(header.utf8))
      // Of a face that fills its picture the size says all.
      if row.place != .identity { hash.update(Array("\(row.place)\n".utf8)) }
      hash.update(row.image.pixels)
    }
    return hash.hexadecimal()
  }

  private static func canonical(_ split: String) -> String {
    switch split.lowercased() {
    case "train", "training": "training"
    case "val", "valid", "validation": "validation"
    case let other: other
    }
  }
}

/// A picture that was left out because it could not be read.
public struct SkippedImage: Codable, Hashable, Sendable {
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
