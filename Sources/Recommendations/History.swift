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
  /// Rows that are not to be seen.
  let hidden: Set<Int>
  /// How long ago a row was opened last, in seconds.
  let opened: [Int: TimeInterval]

  /// In this time a like or skip loses half its weight: tastes change in weeks, not in hours. Our judgement.
  static let halfLife: TimeInterval = 30 * 86_400
  /// A skip says less than a like: it may only have been the wrong moment.
  static let skipWeight = 0.5

  /// Of each item the newest like, skip or hide counts. What lies after `date` counts as done at `date`; what is not
  /// in the catalogue does not count.
  init(_ interactions: [Interaction], at date: Date, in columns: CatalogueColumns) {
    var latest: [Int: Interaction] = [:]
    var opened: [Int: TimeInterval] = [:]
    for interaction in interactions {
      guard let row = columns.rows[interaction.itemID] else { continue }
      if interaction.kind == .view {
        opened[row] = min(opened[row] ?? .infinity, Self.age(interaction, at: date))
      } else if let known = latest[row], known.at > interaction.at {
        continue
      } else {
        latest[row] = interaction
      }
    }
    hidden = Set(latest.lazy.filter { $0.value.kind == .hide }.map(\.key))
    let judged = latest.filter { $0.value.kind != .hide }.sorted {
      ($1.value.at, $0.key) < ($0.value.at, $1.key)
    }
    verdicts = judged.map { row, interaction in
      let faded = exp2(-Self.age(interaction, at: date) / Self.halfLife)
      return Verdict(row: row, weight: interaction.kind == .like ? faded : -Self.skipWeight * faded)
    }
    self.opened = opened
  }

  private static func age(_ interaction: Interaction, at date: Date) -> TimeInterval {
    let age = date.timeIntervalSince(interaction.at)
    return age > 0 ? age : 0
  }
}
