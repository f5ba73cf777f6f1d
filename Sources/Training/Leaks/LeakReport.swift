import Foundation

/// Pairs of rows that show the same photograph, within and across the splits of one or more sets.
public struct LeakReport: Sendable {
  /// The pairs of two splits, or of one with itself.
  public struct Group: Sendable {
    public let counts: LeakCounts
    /// Positions in ``LeakReport/rows``, that of `splitA` first; the most similar pair first, and identical
    /// pictures before all others.
    public let pairs: [PhotographPair]
  }

  /// The correlation from which two pictures count as the same photograph.
  public let threshold: Float
  public let splits: [LeakSplit]
  /// All rows of all sets.
  public let rows: [FaceRow]
  /// Across each two splits first, then within each split; those without pairs too.
  public let groups: [Group]

  /// Compares all pictures of all sets; about 6 s on two cores for FER2013.
  public init(_ sets: [FaceDataSet], threshold: Float = PhotographIndex.threshold) {
    self.threshold = threshold
    rows = sets.flatMap(\.rows)
    let names = Self.names(of: sets)
    var splits: [LeakSplit] = []
    var splitOfRow: [Int] = []
    for (set, name) in zip(sets, names) {
      var places: [String: Int] = [:]
      for split in set.splits {
        places[split.name] = splits.count
        splits.append(LeakSplit(name: name.map { "\($0)#\(split.name)" } ?? split.name, rows: split.count))
      }
      splitOfRow += set.rows.map { places[$0.split] ?? 0 }
    }
    self.splits = splits

    var found: [[Int]: [PhotographPair]] = [:]
    for pair in PhotographIndex(rows.map(\.image)).pairs(threshold: threshold) {
      let (a, b) = (splitOfRow[pair.first], splitOfRow[pair.second])
      found[[min(a, b), max(a, b)], default: []].append(a <= b ? pair : pair.swapped)
    }
    let across = splits.indices.flatMap { a in splits.indices.dropFirst(a + 1).map { [a, $0] } }
    let within = splits.indices.map { [$0, $0] }
    groups = (across + within).map { [rows] key in
      let pairs = found[key, default: []].sorted(by: Self.isMoreSimilar)
      return Group(counts: LeakCounts(pairs, of: rows, splits[key[0]], splits[key[1]]), pairs: pairs)
    }
  }

  public var summary: LeakSummary {
    LeakSummary(threshold: threshold, splits: splits, pairs: groups.map(\.counts))
  }

  /// The summary as one JSON object in UTF-8.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(summary) + Data("\n".utf8)
  }

  private static func isMoreSimilar(_ a: PhotographPair, _ b: PhotographPair) -> Bool {
    if a.identical != b.identical { return a.identical }
    if a.correlation != b.correlation { return a.correlation > b.correlation }
    return (a.first, a.second) < (b.first, b.second)
  }

  /// What to put before the splits' names: nothing for one set; the last part of the paths where that tells
  /// several sets apart, else the whole paths.
  private static func names(of sets: [FaceDataSet]) -> [String?] {
    guard sets.count > 1 else { return sets.map { _ in nil } }
    let short = sets.map(\.shortName)
    return Set(short).count == sets.count ? short : sets.map(\.source)
  }
}

extension FaceDataSet {
  /// The last part of ``source``.
  var shortName: String { URL(filePath: source).lastPathComponent }
}

extension PhotographPair {
  fileprivate var swapped: PhotographPair {
    PhotographPair(first: second, second: first, correlation: correlation, identical: identical)
  }
}

extension LeakCounts {
  fileprivate init(_ pairs: [PhotographPair], of rows: [FaceRow], _ a: LeakSplit, _ b: LeakSplit) {
    splitA = a.name
    splitB = b.name
    identical = pairs.count { $0.identical }
    near = pairs.count - identical
    conflicting = pairs.count { rows[$0.first].conflicts(with: rows[$0.second]) }
    let isWithin = a.name == b.name
    func leaked(_ split: LeakSplit, _ side: (PhotographPair) -> [Int]) -> LeakedRows {
      let count = Set(pairs.flatMap(side)).count
      return LeakedRows(
        identical: Set(pairs.filter(\.identical).flatMap(side)).count, samePhotograph: count,
        share: split.rows == 0 ? 0 : Double(count) / Double(split.rows))
    }
    rowsA = leaked(a) { isWithin ? [$0.first, $0.second] : [$0.first] }
    rowsB = leaked(b) { isWithin ? [$0.first, $0.second] : [$0.second] }
  }
}

extension FaceRow {
  /// Whether both rows have a label, and not the same.
  func conflicts(with other: FaceRow) -> Bool {
    guard let label, let another = other.label else { return false }
    return label != another
  }
}
