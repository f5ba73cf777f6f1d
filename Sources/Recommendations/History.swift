import Foundation

/// What a viewer did, brought down to what counts now for the items of a catalogue.
struct History {
  /// A like or skip that still stands.
  struct Verdict {
    let row: Int
    /// From 1 (liked just now) towards 0 with the time; negative for a skip.
    let weight: Double
  }

  /// Newest first.
  let verdicts: [Verdict]
  /// Rows that were taken to the end not long ago.
  let justFinished: Set<Int>
  /// Rows that are not to be seen.
  let hidden: Set<Int>
  /// How long ago a row was opened last, in seconds.
  let opened: [Int: TimeInterval]

  /// Rows that were opened not long ago.
  var justOpened: Set<Int> { Set(opened.lazy.filter { $0.value < Self.openedRest }.map(\.key)) }

  /// In this time a like or skip loses half its weight: tastes change in weeks, not in hours. Our judgement.
  static let halfLife: TimeInterval = 30 * 86_400
  /// A skip says less than a like: it may only have been the wrong moment.
  static let skipWeight = 0.5
  /// Who goes on to the end cares for it, but did not say so.
  static let finishWeight = 0.6
  /// What was heard, watched or read to the end is not offered again for so long, two days.
  static let rest: TimeInterval = 2 * 86_400

  /// What was opened is not offered again for so long, while there is enough else. Our judgement.
  static let openedRest: TimeInterval = 3 * 3600

  /// Of each item the newest like, skip or hide counts, and without one that it was taken to the end. What lies after `date` counts as done at `date`; what is not
  /// in the catalogue does not count.
  init(_ interactions: [Interaction], at date: Date, in columns: CatalogueColumns) {
    var latest: [Int: Interaction] = [:]
    var opened: [Int: TimeInterval] = [:]
    var finished: [Int: TimeInterval] = [:]
    for interaction in interactions {
      guard let row = columns.row(of: interaction.itemID) else { continue }
      let age = Self.age(interaction, at: date)
      if interaction.kind == .finish { finished[row] = min(finished[row] ?? .infinity, age) }
      if !interaction.kind.isVerdict {
        opened[row] = min(opened[row] ?? .infinity, age)
      } else if let known = latest[row], known.at > interaction.at {
        continue
      } else {
        latest[row] = interaction
      }
    }
    hidden = Set(latest.lazy.filter { $0.value.kind == .hide }.map(\.key))
    var weights: [Int: (weight: Double, age: TimeInterval)] = [:]
    for (row, age) in finished { weights[row] = (Self.finishWeight, age) }
    for (row, interaction) in latest {
      let weight: Double? = interaction.kind == .like ? 1 : interaction.kind == .skip ? -Self.skipWeight : nil
      weights[row] = weight.map { ($0, Self.age(interaction, at: date)) }
    }
    let judged = weights.sorted { ($0.value.age, $0.key) < ($1.value.age, $1.key) }
    verdicts = judged.map { row, verdict in
      Verdict(row: row, weight: verdict.weight * exp2(-verdict.age / Self.halfLife))
    }
    justFinished = Set(finished.lazy.filter { $0.value < Self.rest }.map(\.key))
    self.opened = opened
  }

  private static func age(_ interaction: Interaction, at date: Date) -> TimeInterval {
    let age = date.timeIntervalSince(interaction.at)
    return age > 0 ? age : 0
  }
}
