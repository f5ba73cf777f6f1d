import Foundation

/// The contribution of each term to a score, in the order of ``Term``.
struct Terms {
  private var contributions = (mood: 0.0, clock: 0.0, length: 0.0, taste: 0.0, fresh: 0.0, variety: 0.0)

  subscript(term: Term) -> Double {
    get {
      switch term {
      case .mood: contributions.mood
      case .clock: contributions.clock
      case .length: contributions.length
      case .taste: contributions.taste
      case .fresh: contributions.fresh
      case .variety: contributions.variety
      }
    }
    set {
      switch term {
      case .mood: contributions.mood = newValue
      case .clock: contributions.clock = newValue
      case .length: contributions.length = newValue
      case .taste: contributions.taste = newValue
      case .fresh: contributions.fresh = newValue
      case .variety: contributions.variety = newValue
      }
    }
  }

  /// The score.
  var sum: Double {
    contributions.mood + contributions.clock + contributions.length + contributions.taste
      + contributions.fresh + contributions.variety
  }
}

/// Scores single items for a moment and a viewer; what depends on the rest of the list comes later.
struct Scorer {
  let columns: CatalogueColumns
  let weights: Weights
  let target: Target
  let clock: ClockReading
  let taste: Taste
  /// How long ago a row was opened, in seconds.
  let opened: [Int: TimeInterval]

  /// The terms of a row, without variety.
  func terms(row: Int) -> Terms {
    var terms = Terms()
    terms[.mood] = weights.mood * target.strength * nearness(row: row)
    terms[.clock] = weights.clock * suitability(row: row)
    terms[.length] = -weights.length * clock.lateness * columns.excess[row]
    terms[.taste] = weights.taste * taste.affinity(row: row)
    if !opened.isEmpty, let age = opened[row] {
      terms[.fresh] = -weights.fresh * exp2(-age / Ranker.freshHalfLife)
    }
    return terms
  }

  /// How near a row is to the target, 0…1.
  func nearness(row: Int) -> Double {
    let valence = columns.valence[row] - target.place.valence
    let arousal = columns.arousal[row] - target.place.arousal
    return Recommendations.nearness(valence * valence + arousal * arousal, reach: Ranker.reach)
  }

  /// How well the energy of a row suits the hour, from 1 (exactly) through 0 (half the scale off) down to −1.
  private func suitability(row: Int) -> Double { 1 - 2 * abs(columns.energy[row] - clock.energy) }
}
