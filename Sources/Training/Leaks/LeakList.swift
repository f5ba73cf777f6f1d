import Foundation

/// Pairs of rows that show the same photograph, as `pairs.csv` lists them: for looking at, and for leaving rows
/// out of training and evaluation.
public struct LeakList: Hashable, Sendable {
  /// A row of a split, by its place in its source, from 0.
  public struct Row: Hashable, Sendable {
    public let split: String
    public let number: Int

    public init(split: String, number: Int) {
      self.split = split
      self.number = number
    }
  }

  public struct Pair: Hashable, Sendable {
    public let a: Row
    public let b: Row
    /// Of the small pictures, at most 1; four decimals in the file.
    public let correlation: Double
    /// Whether every pixel is the same.
    public let identical: Bool

    public init(a: Row, b: Row, correlation: Double, identical: Bool) {
      self.a = a
      self.b = b
      self.correlation = correlation
      self.identical = identical
    }
  }

  public static let header = "split_a,row_a,split_b,row_b,correlation,identical"

  public let pairs: [Pair]

  public init(pairs: [Pair]) {
    self.pairs = pairs
  }

  /// Rows of each split that are paired with a row of another one, or of one of `others` where they are given.
  public func rows(sharedWith others: Set<String>? = nil) -> Set<Row> {
    var rows: Set<Row> = []
    for pair in pairs where pair.a.split != pair.b.split {
      if others?.contains(pair.b.split) ?? true { rows.insert(pair.a) }
      if others?.contains(pair.a.split) ?? true { rows.insert(pair.b) }
    }
    return rows
  }
}

extension LeakReport {
  /// All pairs, in the order of ``groups``.
  public var list: LeakList {
    LeakList(
      pairs: groups.flatMap { group in
        group.pairs.map { pair in
          LeakList.Pair(
            a: .init(split: group.counts.splitA, number: rows[pair.first].number),
            b: .init(split: group.counts.splitB, number: rows[pair.second].number),
            correlation: Double(pair.correlation), identical: pair.identical)
        }
      })
  }
}

extension FaceDataSet {
  /// The rows without those that `list` pairs with a row of another split, or of one of `others`.
  ///
  /// Splits are named as in the list: `Training`, or `fer2013.csv#Training` in a list over several sets.
  ///
  /// - Returns: what is left, and the positions of the rows taken out.
  public func excluding(
    _ list: LeakList, sharedWith others: Set<String>? = nil
  ) -> (kept: FaceDataSet, excluded: [Int]) {
    let listed = list.rows(sharedWith: others)
    let excluded = rows.indices.filter { position in
      let row = rows[position]
      return [row.split, "\(shortName)#\(row.split)", "\(source)#\(row.split)"].contains {
        listed.contains(.init(split: $0, number: row.number))
      }
    }
    let gone = Set(excluded)
    let kept = rows.indices.filter { !gone.contains($0) }.map { rows[$0] }
    return (FaceDataSet(source: source, rows: kept, skipped: skipped), excluded)
  }

  /// The set without those rows of its training split that `list` pairs with a row of another split; the rows they are
  /// paired with stay.
  ///
  /// - Returns: what is left, and how many rows were taken out.
  public func excludingFromTraining(_ list: LeakList) -> (kept: FaceDataSet, count: Int) {
    guard let training = try? split("Training") else { return (self, 0) }
    let names = Set(training.splits.map(\.name))
    let listed = Set(excluding(list).excluded)
    let kept = rows.indices.filter { !listed.contains($0) || !names.contains(rows[$0].split) }.map {
      rows[$0]
    }
    return (FaceDataSet(source: source, rows: kept, skipped: skipped), rows.count - kept.count)
  }
}
