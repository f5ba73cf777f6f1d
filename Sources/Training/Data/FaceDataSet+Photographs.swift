import Images

extension FaceDataSet {
  /// The rows' pictures, for finding the same photograph; about 0.3 s for FER2013.
  public func photographs() -> PhotographIndex { PhotographIndex(rows.map(\.image)) }

  /// The rows without those that show the same photograph as a row of one of `others`.
  ///
  /// - Returns: what is left, and the positions of the rows taken out.
  public func excludingPhotographs(
    of others: [FaceDataSet], threshold: Float = PhotographIndex.threshold
  ) -> (kept: FaceDataSet, excluded: [Int]) {
    let own = photographs()
    var leaking: Set<Int> = []
    for other in others {
      leaking.formUnion(own.pairs(with: other.photographs(), threshold: threshold).map(\.first))
    }
    let kept = rows.indices.filter { !leaking.contains($0) }.map { rows[$0] }
    return (FaceDataSet(source: source, rows: kept, skipped: skipped), leaking.sorted())
  }
}
