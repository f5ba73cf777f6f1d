import Emotions

/// How much a viewer is likely to care for an item, from what was liked, finished and skipped before.
///
/// A like raises what has the same creator, tags, kind or words, means the like, or has a near place on the plane, and
/// lowers nothing, except that what means the contrary profits less from other likes; a skip lowers it. What others chose who
/// chose alike raises or lowers too, if anybody did. Each sum is squashed, so that a hundred likes do not drown the mood.
struct Taste {
  private let columns: CatalogueColumns
  private let verdicts: [History.Verdict]
  private let places: PlaceLikeness
  private let own: SparseNumbers
  /// Rows that were liked, finished or skipped.
  private let judged: [Int]
  /// Squashed sums of each creator, tag and kind.
  private let creators: SparseNumbers
  private let tags, kinds: [Double]
  /// The same times their shares, for scores that cost little.
  private let roughTags, roughKinds: [Float]
  private let words: TextProfile
  private let meaning: TasteOfMeaning?
  private let behaviour: CommunityTaste?

  /// How strongly each likeness counts.
  private static let ownShare = 2.0
  private static let creatorShare = 1.0
  private static let tagShare = 0.7
  private static let kindShare = 0.3
  private static let placeShare = 0.4
  private static let textShare = 0.8
  private static let behaviourShare = 1.0

  init(
    _ history: History, in columns: CatalogueColumns, community: Community? = nil,
    meanings: RowMeanings? = nil
  ) {
    self.columns = columns
    verdicts = history.verdicts
    places = PlaceLikeness(history.verdicts, in: columns)
    var own = SparseNumbers(expecting: verdicts.count)
    var creators = SparseNumbers(expecting: verdicts.count)
    var tagSums = Array(repeating: 0.0, count: verdicts.isEmpty ? 0 : columns.tagNames.count)
    var kinds = Array(repeating: 0.0, count: ItemKind.allCases.count)
    for verdict in verdicts {
      own.add(Float(verdict.weight), at: UInt32(verdict.row))
      creators.add(Float(verdict.weight), at: UInt32(columns.creator[verdict.row]))
      kinds[Int(columns.kind[verdict.row])] += verdict.weight
      for tag in Set(columns.tags(of: verdict.row).map { columns.tagMeaning[Int($0)] }) {
        tagSums[tag] += verdict.weight
      }
    }
    self.own = own
    judged = verdicts.map(\.row)
    creators.change { Float(squash(Double($0))) }
    self.creators = creators
    tags = verdicts.isEmpty ? [] : columns.tagMeaning.map { squash(tagSums[$0]) }
    self.kinds = kinds.map(squash)
    roughTags = tags.map { Float(Self.tagShare * $0) }
    roughKinds = self.kinds.map { Float(Self.kindShare * $0) }
    // Skips count less than likes, as everywhere.
    let (liked, skipped) = (Self.chosen(verdicts, sign: 1), Self.chosen(verdicts, sign: -1))
    words = columns.text.profile(of: liked + skipped, summing: true)
    meaning = meanings.map { TasteOfMeaning(rows: $0, liked: liked, skipped: skipped) }
    behaviour = community?.taste(of: verdicts, meanings: meanings)
  }

  private static func chosen(_ verdicts: [History.Verdict], sign: Double) -> [(row: Int, weight: Double)] {
    verdicts.filter { $0.weight * sign > 0 }.prefix(100).map {
      ($0.row, $0.weight > 0 ? $0.weight : History.skipWeight * $0.weight)
    }
  }

  /// From −1 (skipped again and again) to 1 (liked again and again); 0 without likes and skips.
  func affinity(row: Int) -> Double { verdicts.isEmpty ? 0 : parts(row: row).sum }

  /// The affinity by creator, tags, kind and place alone, which costs little.
  func roughAffinity(row: Int) -> Float {
    if judged.isEmpty { return 0 }
    let tagged = columns.tags(of: row)
    var tagSum: Float = 0
    for tag in tagged { tagSum += roughTags[Int(tag)] }
    let place = columns.places[row]
    let sum =
      Float(Self.creatorShare) * creators[UInt32(columns.creator[row])]
      + (tagged.isEmpty ? 0 : tagSum / Float(tagged.count)) + roughKinds[Int(columns.kind[row])]
      + Float(Self.placeShare) * places.roughLikeness(to: SIMD2(place.x, place.y))
    return sum / (1 + abs(sum))
  }

  /// Rows worth a full score however they stand on the plane: those that were liked, finished or skipped, and what others
  /// chose who chose alike.
  func suggested(_ most: Int) -> [Int] { judged + (behaviour?.best(most) ?? []) }

  /// Whether what others say of a row is guessed, for nobody chose it yet.
  func isGuess(row: Int) -> Bool { behaviour?.isGuess(row: row) ?? false }

  /// What the affinity is made of.
  struct Parts {
    var own = 0.0
    var creator, tags, kind, place: Double
    var text = 0.0
    var behaviour = 0.0

    var sum: Double { squash(own + creator + tags + kind + place + text + behaviour) }
  }

  func parts(row: Int) -> Parts {
    var parts = roughParts(row: row)
    parts.own = Self.ownShare * Double(own[UInt32(row)])
    parts.text = Self.textShare * squash(textLikeness(row: row))
    if let behaviour { parts.behaviour = Self.behaviourShare * squash(behaviour.score(row: row)) }
    return parts
  }

  /// How much the texts of what was liked are like a row's, less those of what was skipped: by their words, and by what
  /// they mean where that is known.
  private func textLikeness(row: Int) -> Double {
    let spelled = columns.text.likeness(row: row, to: words)
    guard let meaning else { return spelled }
    return spelled + meaning.likeness(row: row)
  }

  private func roughParts(row: Int) -> Parts {
    let tagged = columns.tags(of: row)
    var tagSum = 0.0
    for tag in tagged { tagSum += tags[Int(tag)] }
    return Parts(
      creator: Self.creatorShare * Double(creators[UInt32(columns.creator[row])]),
      tags: tagged.isEmpty ? 0 : Self.tagShare * tagSum / Double(tagged.count),
      kind: Self.kindShare * kinds[Int(columns.kind[row])],
      place: Self.placeShare * places.likeness(to: columns.place(of: row)))
  }

  /// The tag of an item that says most for it, or against it.
  func strongestTag(row: Int, liked: Bool) -> String? {
    let strongest = columns.tags(of: row).max {
      liked ? tags[Int($0)] < tags[Int($1)] : tags[Int($0)] > tags[Int($1)]
    }
    return strongest.map { tag in
      let named = columns.tagMeaning[Int(tag)]
      return columns.tagNames[columns.tagMeaning.firstIndex(of: named) ?? Int(tag)]
    }
  }

  /// The newest liked, or skipped, item of the same creator.
  func companion(row: Int, liked: Bool) -> Item? {
    verdicts.first {
      $0.row != row && columns.creator[$0.row] == columns.creator[row] && ($0.weight > 0) == liked
    }.map { columns.item($0.row) }
  }

  /// The liked, or skipped, item whose words are most like those of a row.
  func soundalike(row: Int, liked: Bool) -> Item? {
    var best: (row: Int, likeness: Double)?
    let meant = meaning?.profile(row: row)
    for verdict in verdicts.prefix(100) where verdict.row != row && (verdict.weight > 0) == liked {
      let likeness =
        columns.text.likeness(verdict.row, row) + (meaning?.likeness(row: verdict.row, to: meant) ?? 0)
      if likeness > best?.likeness ?? -1 { best = (verdict.row, likeness) }
    }
    return best.map { columns.item($0.row) }
  }
}

/// How much what was liked means the like, less how much what was skipped does.
private struct TasteOfMeaning {
  private let meanings: RowMeanings
  private let liked, skipped: MeaningProfile

  /// What it counts next to one likeness of words, as measured on MovieLens.
  private static let share = HybridTaste.meaningShare

  init(rows meanings: RowMeanings, liked: [(row: Int, weight: Double)], skipped: [(row: Int, weight: Double)])
  {
    func profile(_ chosen: [(row: Int, weight: Double)]) -> MeaningProfile {
      meanings.items.profile(
        of: chosen.compactMap { row, weight in meanings.position(row: row).map { ($0, abs(weight)) } })
    }
    self.meanings = meanings
    self.liked = profile(liked)
    self.skipped = profile(skipped)
  }

  /// What has nothing to do with a like takes nothing away, and with a skip adds nothing.
  func likeness(row: Int) -> Double {
    guard let position = meanings.position(row: row) else { return 0 }
    return Self.share
      * (max(0, meanings.items.likeness(position, to: liked))
        - max(0, meanings.items.likeness(position, to: skipped)))
  }

  /// What one row means; `nil` if it has no vector.
  func profile(row: Int) -> MeaningProfile? {
    meanings.position(row: row).map { meanings.items.profile(of: $0) }
  }

  /// How much a row means the like of another.
  func likeness(row: Int, to other: MeaningProfile?) -> Double {
    guard let other, let position = meanings.position(row: row) else { return 0 }
    return Self.share * max(0, meanings.items.likeness(position, to: other))
  }
}

/// How near a place is to what was liked, less how near it is to what was skipped, between −1 and 1.
///
/// Worked out on a grid and interpolated, so that a million items cost no more than the grid.
private struct PlaceLikeness {
  private var grid: [Double] = []
  private var roughGrid: [Float] = []
  private static let side = 17
  private static let reach = 0.25
  /// Only the newest are compared.
  private static let most = 32

  init(_ verdicts: [History.Verdict], in columns: CatalogueColumns) {
    guard !verdicts.isEmpty else { return }
    let newest = verdicts.prefix(Self.most).map { verdict in
      let place = columns.place(of: verdict.row)
      return (place.valence, place.arousal, verdict.weight)
    }
    grid.reserveCapacity(Self.side * Self.side)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let here = (
          2 * Double(column) / Double(Self.side - 1) - 1, 2 * Double(row) / Double(Self.side - 1) - 1
        )
        var near = 0.0
        for (valence, arousal, weight) in newest {
          let (x, y) = (here.0 - valence, here.1 - arousal)
          near += weight * nearness(x * x + y * y, reach: Self.reach)
        }
        grid.append(squash(near))
      }
    }
    roughGrid = grid.map(Float.init)
  }

  /// At the nearest point of the grid.
  func roughLikeness(to place: SIMD2<Float>) -> Float {
    guard !roughGrid.isEmpty else { return 0 }
    let at = (place + 1) * (0.5 * Float(Self.side - 1)) + 0.5
    let (column, row) = (min(max(Int(at.x), 0), Self.side - 1), min(max(Int(at.y), 0), Self.side - 1))
    return roughGrid[row * Self.side + column]
  }

  func likeness(to place: Affect) -> Double {
    guard !grid.isEmpty else { return 0 }
    let last = Double(Self.side - 1)
    let (x, y) = ((place.valence + 1) / 2 * last, (place.arousal + 1) / 2 * last)
    let (column, row) = (min(Int(x), Self.side - 2), min(Int(y), Self.side - 2))
    let (right, down) = (x - Double(column), y - Double(row))
    let corner = row * Self.side + column
    return (1 - down) * ((1 - right) * grid[corner] + right * grid[corner + 1])
      + down * ((1 - right) * grid[corner + Self.side] + right * grid[corner + Self.side + 1])
  }
}

/// Brings any number into −1…1, keeping its order.
func squash(_ value: Double) -> Double { value / (1 + abs(value)) }

/// How near something is at a squared distance: 1 in the place itself, ½ at `reach`, towards 0 far away.
func nearness(_ squaredDistance: Double, reach: Double) -> Double {
  1 / (1 + squaredDistance / (reach * reach))
}
