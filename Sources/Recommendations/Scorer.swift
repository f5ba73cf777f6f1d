import Emotions
import Foundation

/// The contribution of each term to a score, in the order of ``Term``.
struct Terms {
  private var contributions = SIMD16<Double>(repeating: 0)

  subscript(term: Term) -> Double {
    get { contributions[term.index] }
    set { contributions[term.index] = newValue }
  }

  /// The score.
  var sum: Double { contributions.sum() }
}

extension Term {
  /// Position in ``allCases``, 0…10.
  fileprivate var index: Int {
    switch self {
    case .mood: 0
    case .clock: 1
    case .length: 2
    case .goal: 3
    case .taste: 4
    case .fresh: 5
    case .change: 6
    case .trial: 7
    case .variety: 8
    case .tone: 9
    case .reviews: 10
    }
  }
}

/// Scores single items for a moment and a viewer; what depends on the rest of the list comes later.
struct Scorer {
  let columns: CatalogueColumns
  let weights: Weights
  let target: Target
  /// How long the viewer has, in minutes.
  let minutes: Int?
  let clock: ClockReading
  /// 0 if the clock does not count.
  let clockWeight: Double
  let taste: Taste
  let purpose: Purpose
  let meanings: RowMeanings?
  /// What the mood asks to hear; `nil` where that does not count.
  let tone: Tone?
  let reviews: RowReviews?
  /// How long ago a row was opened, in seconds.
  let opened: [Int: TimeInterval]
  /// Different for each viewer and day.
  let rotation: UInt64?

  /// The terms of a row that aims at a place, without variety.
  func terms(row: Int, aim: Affect) -> Terms {
    var terms = Terms()
    terms[.mood] = weights.mood * target.strength * nearness(row: row, to: aim)
    if clockWeight != 0 { terms[.clock] = clockWeight * suitability(row: row) }
    terms[.length] = -weights.length * clock.lateness * Double(columns.places[row].w)
    if isOnlyBegun(row: row) { terms[.length] -= weights.begun }
    terms[.goal] = weights.goal * purpose.fit(row: row, in: columns)
    if let likeness = toneLikeness(row: row) { terms[.tone] = weights.tone * target.strength * likeness }
    terms[.taste] = weights.taste * taste.affinity(row: row)
    if let review = reviews?[row] { terms[.reviews] = weights.reviews * review.warmth }
    if let age = opened[row] { terms[.fresh] = -weights.fresh * exp2(-age / Ranker.freshHalfLife) }
    if let rotation { terms[.change] = weights.day * change(row: row, rotation) }
    return terms
  }

  /// How near a row is to a place, 0…1; of an estimate as far as it is to be trusted.
  func nearness(row: Int, to aim: Affect) -> Double {
    let place = columns.place(of: row)
    let (valence, arousal) = (place.valence - aim.valence, place.arousal - aim.arousal)
    let near = Recommendations.nearness(valence * valence + arousal * arousal, reach: Ranker.reach)
    return near - (1 - columns.trust(row: row)) * max(0, near - Self.nearnessOfAnywhere)
  }

  /// How near an item counts that may lie anywhere: a little less than the items of the starter catalogue are to a mood in
  /// the mean. An estimate that is not sure is drawn down to it and never up, so that bounds of nearness stay bounds.
  static let nearnessOfAnywhere = 0.25
  /// Whether nobody said where a row stands, and hardly anything gives it away.
  func isUnplaced(row: Int) -> Bool { columns.trust(row: row) < 0.4 }

  /// Whether a row is a book that takes longer than the viewer has.
  func isOnlyBegun(row: Int) -> Bool {
    guard let minutes else { return false }
    return Int(columns.minutes[row]) > minutes && !ItemKind.allCases[Int(columns.kind[row])].isTakenWhole
  }

  /// The cosine between how a row's text sounds and what the mood asks to hear; `nil` where one is not known.
  private func toneLikeness(row: Int) -> Double? {
    guard let tone, let heard = meanings?.tone(row: row) else { return nil }
    return heard.likeness(to: tone)
  }

  /// How well the energy of a row suits the hour, from 1 (exactly) through 0 (half the scale off) down to −1; an estimate
  /// suits as far as it is to be trusted.
  private func suitability(row: Int) -> Double {
    let suits = 1 - 2 * abs(columns.energy[row] - clock.energy)
    return suits - (1 - columns.trust(row: row)) * max(0, suits)
  }

  /// From −1 to 1, at random for each viewer, day and row.
  func change(row: Int, _ rotation: UInt64) -> Double {
    var random = RandomStream(seed: rotation ^ columns.idHash[row])
    return 2 * random.uniform() - 1
  }
}

/// How well items suit what a list is for, by their kinds and tags.
struct Purpose {
  private let ofTag: [Double]
  private let ofKind: [Double]
  /// Without it nothing suits better than another.
  let matters: Bool

  init(_ goal: Goal, in columns: CatalogueColumns) {
    matters = goal.looksAtTags
    ofTag = columns.tagFit[goal] ?? []
    ofKind = ItemKind.allCases.map { goal.suits(kind: $0) }
  }

  /// From −1 to 1.
  func fit(row: Int, in columns: CatalogueColumns) -> Double {
    guard matters else { return 0 }
    var sum = ofKind[Int(columns.kind[row])]
    for tag in columns.tags(of: row) { sum += ofTag[Int(tag)] }
    return min(1, max(-1, sum))
  }

  /// The tag that speaks most for a row, or against it.
  func strongestTag(row: Int, speakingFor good: Bool, in columns: CatalogueColumns) -> String? {
    guard matters else { return nil }
    let sign = good ? 1.0 : -1.0
    return columns.tags(of: row).max { sign * ofTag[Int($0)] < sign * ofTag[Int($1)] }.flatMap {
      sign * ofTag[Int($0)] > 0 ? columns.tagNames[Int($0)] : nil
    }
  }
}
