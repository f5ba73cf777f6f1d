import Emotions

/// Which rows are trained on and which choose the model.
public struct TrainingSplit: Sendable {
  public let training: FaceDataSet
  public let validation: FaceDataSet
  /// Training rows left out because another split shows the same photograph.
  public let excluded: Int

  /// From the rows of the split `Training` (or `train`): without those whose photograph is in another split of the
  /// data; a share of the photographs, whole groups of near-copies at a time, goes to validation.
  ///
  /// - Throws: ``DataSetError`` if there is no training split or a class has no row.
  public init(_ data: FaceDataSet, validationShare: Double, seed: UInt64) throws(DataSetError) {
    let all = try data.split("Training")
    let usable = all.trainable
    let names = Set(all.rows.map(\.split))
    let others = data.keeping { !names.contains($0.split) }
    let (kept, taken) = usable.excludingPhotographs(of: others.rows.isEmpty ? [] : [others])
    let groups = kept.photographs().groups()
    var held: Set<Int> = []
    for group in Set(groups).sorted() {
      var generator = SeededGenerator(seed: seed, epoch: 0, index: group)
      if Double(generator.unit()) < validationShare { held.insert(group) }
    }
    var (training, validation): ([FaceRow], [FaceRow]) = ([], [])
    for (row, group) in zip(kept.rows, groups) {
      if !held.contains(group) {
        training.append(row)
      } else if row.label != nil {
        validation.append(row)
      }
    }
    self.training = FaceDataSet(source: data.source, rows: training, skipped: data.skipped)
    self.validation = FaceDataSet(source: data.source, rows: validation)
    excluded = taken.count
    try self.training.requireEveryClass()
  }
}
