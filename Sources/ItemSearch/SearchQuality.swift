import Recommendations

/// A query with what it should find and what not, written before the search was tuned.
package struct JudgedQuery: Decodable, Sendable {
  package let query: String
  /// Ids, of which at least one is to be among the first three.
  package let wanted: Set<String>
  /// Ids, of which none is to be.
  package let unwanted: Set<String>
  /// Kinds, of which none is to be.
  package let unwantedKinds: Set<ItemKind>
  /// Whether it was looked at only when the search was tuned.
  package let isHeldOut: Bool

  private enum CodingKeys: String, CodingKey {
    case query, wanted, unwanted
    case unwantedKinds = "unwanted_kinds"
    case isHeldOut = "held_out"
  }

  /// What came of it.
  ///
  /// - Parameter found: the best first; only three count.
  package func judgement(of found: [Item]) -> Judgement {
    let first = found.prefix(3)
    return Judgement(
      findsFirst: first.first.map { wanted.contains($0.id) } ?? false,
      finds: first.contains { wanted.contains($0.id) },
      isClean: !first.contains { unwanted.contains($0.id) || unwantedKinds.contains($0.kind) },
      precision: Double(first.count { wanted.contains($0.id) }) / 3)
  }

  package struct Judgement: Hashable, Sendable {
    /// The first is one of those wanted.
    package let findsFirst: Bool
    /// One of the first three is.
    package let finds: Bool
    /// None of the first three is unwanted.
    package let isClean: Bool
    /// Which part of three places has something wanted.
    package let precision: Double

    package var isHit: Bool { finds && isClean }
  }
}
