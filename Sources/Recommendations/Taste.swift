/// How much a viewer is likely to care for an item, from what was liked and skipped before.
///
/// A like raises what has the same creator, tags, kind or a near place on the plane, and never lowers anything; a
/// skip lowers it. Each sum is squashed, so that a hundred likes do not drown the mood.
struct Taste {
  private let columns: CatalogueColumns
  private let verdicts: [History.Verdict]
  private let places: ArraySlice<History.Verdict>
  private var own: [Int: Double] = [:]
  private var creators: [Double]
  private var tags: [Double]
  private var kinds: [Double]

  /// How strongly each likeness counts.
  private static let ownShare = 2.0
  private static let creatorShare = 1.0
  private static let tagShare = 0.7
  private static let kindShare = 0.3
  private static let placeShare = 0.4
  /// Only the newest are compared by place: each costs time for every item.
  private static let mostPlaces = 32

  init(_ history: History, in columns: CatalogueColumns) {
    self.columns = columns
    verdicts = history.verdicts
    places = history.verdicts.prefix(Self.mostPlaces)
    creators = Array(repeating: 0, count: columns.creatorCount)
    tags = Array(repeating: 0, count: columns.tagNames.count)
    kinds = Array(repeating: 0, count: ItemKind.allCases.count)
    for verdict in history.verdicts {
      own[verdict.row] = verdict.weight
      creators[columns.creator[verdict.row]] += verdict.weight
      kinds[columns.kind[verdict.row]] += verdict.weight
      for tag in columns.tags(of: verdict.row) { tags[tag] += verdict.weight }
    }
  }

  /// From −1 (skipped again and again) to 1 (liked again and again); 0 without likes and skips.
  func affinity(row: Int) -> Double {
    guard !verdicts.isEmpty else { return 0 }
    let parts = parts(row: row)
    return squash(parts.own + parts.creator + parts.tags + parts.kind + parts.place)
  }

  /// What the affinity is made of.
  func parts(row: Int) -> (own: Double, creator: Double, tags: Double, kind: Double, place: Double) {
    var tagSum = 0.0
    let range = columns.tags(of: row)
    for tag in range { tagSum += squash(tags[tag]) }
    var near = 0.0
    for verdict in places {
      let valence = columns.valence[row] - columns.valence[verdict.row]
      let arousal = columns.arousal[row] - columns.arousal[verdict.row]
      near += verdict.weight * nearness(valence * valence + arousal * arousal, reach: 0.25)
    }
    return (
      own: Self.ownShare * (own[row] ?? 0),
      creator: Self.creatorShare * squash(creators[columns.creator[row]]),
      tags: Self.tagShare * (range.isEmpty ? 0 : tagSum / Double(range.count)),
      kind: Self.kindShare * squash(kinds[columns.kind[row]]),
      place: Self.placeShare * squash(near)
    )
  }

  /// The tag of an item that says most for it, or against it.
  func strongestTag(row: Int, liked: Bool) -> String? {
    let range = columns.tags(of: row)
    let strongest = range.max { liked ? tags[$0] < tags[$1] : tags[$0] > tags[$1] }
    return strongest.map { columns.tagNames[$0] }
  }

  /// The newest liked, or skipped, item of the same creator.
  func companion(row: Int, liked: Bool) -> Item? {
    verdicts.first {
      $0.row != row && columns.creator[$0.row] == columns.creator[row] && ($0.weight > 0) == liked
    }.map { columns.items[$0.row] }
  }
}

extension CatalogueColumns {
  /// Numbers of the tags of a row.
  func tags(of row: Int) -> ArraySlice<Int> { tags[tagStart[row]..<tagStart[row + 1]] }
}

/// Brings any number into −1…1, keeping its order.
func squash(_ value: Double) -> Double { value / (1 + abs(value)) }

/// How near something is at a squared distance: 1 in the place itself, ½ at `reach`, towards 0 far away.
func nearness(_ squaredDistance: Double, reach: Double) -> Double {
  1 / (1 + squaredDistance / (reach * reach))
}
