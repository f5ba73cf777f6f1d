import Emotions
import Foundation

/// The photographs of a reproduction: in the proportions of the published set's source, RAF-DB, drawn from other data.
public struct ReproductionSample: Sendable {
  /// Faces of the split `Training`, or of all data where there is none; one label each to train towards.
  public let faces: PhotographedFaces
  /// Images of each emotion once the set is balanced: as many as the commonest has photographs.
  public let rowsPerClass: Int
  /// Faces of the data that show none of these photographs, at most ``unseenLimit``, in their natural proportions.
  public let unseen: FaceDataSet

  /// Enough for an accuracy to within 1.5 points.
  static let unseenLimit = 3_500

  /// - Parameters:
  ///   - rowsPerClass: wanted photographs of the commonest emotion; the others follow in proportion. RAF-DB's 4,772
  ///     if nil. Of emotions with fewer all are taken.
  /// - Throws: ``DataSetError/emptyClass(_:source:)`` if an emotion has no face.
  public init(from data: FaceDataSet, rowsPerClass: Int? = nil, seed: UInt64) throws(DataSetError) {
    let labelled = data.labelled
    let groups = labelled.photographs().groups()
    let largest = PublishedResult.photographs.values.max() ?? 1
    let share = Double(rowsPerClass ?? largest) / Double(largest)
    // Data without that split are taken whole.
    let pool = (try? labelled.split("Training"))?.rows ?? labelled.rows
    try FaceDataSet(source: data.source, rows: pool).requireEveryClass()
    let isInPool = Set(pool.map(\.number))
    var generator = SeededGenerator(seed: seed)
    let order = generator.permutation(labelled.rows.count)

    var taken: [Int] = []
    for emotion in Emotion.allCases {
      let members = order.filter {
        labelled.rows[$0].label == emotion && isInPool.contains(labelled.rows[$0].number)
      }
      let wanted = Double(PublishedResult.photographs[emotion] ?? 0) * share
      taken += members.prefix(max(1, Int(wanted.rounded())))
    }
    faces = PhotographedFaces(
      rows: taken.map { labelled.rows[$0].towardsItsLabel }, photographs: taken.map { groups[$0] })
    self.rowsPerClass = faces.support.max() ?? 0
    let shown = Set(faces.photographs)
    let left = order.filter { !shown.contains(groups[$0]) }.prefix(Self.unseenLimit)
    unseen = FaceDataSet(source: data.source, rows: left.map { labelled.rows[$0] })
  }
}

extension FaceRow {
  /// The row with one label to learn, as the published set has: votes are left out.
  fileprivate var towardsItsLabel: FaceRow { labelled(label, target: label?.oneHot) }
}
