import Foundation

/// At which hours a viewer chooses lively things, and at which calm ones.
///
/// It replaces the general pattern of ``ClockPrior`` by degrees: with no choices near an hour the pattern counts
/// alone, with ``halfTrust`` of them half (shrinkage).
public struct Habit: Sendable {
  /// Choices near an hour at which habit and pattern count alike. Our judgement.
  public static let halfTrust = 20.0
  /// Choices older than this no longer count.
  public static let memory: TimeInterval = 180 * 86_400
  /// Deviation of energies that counts as a whole step of the pattern: about what the starter catalogue has.
  static let spread = 0.25
  /// Choices an hour and a half away count 0.6, three hours away 0.14.
  static let reach = 1.5

  private struct Choice {
    let hour: Double
    let weekend: Bool
    let energy, weight: Double
  }

  private let choices: [Choice]
  private let meanEnergy: Double

  init(_ interactions: [Interaction], at date: Date, in timeZone: TimeZone, columns: CatalogueColumns) {
    choices = interactions.compactMap { interaction in
      guard let weight = Self.weight(interaction.kind), let row = columns.row(of: interaction.itemID),
        interaction.at <= date, date.timeIntervalSince(interaction.at) <= Self.memory
      else { return nil }
      let shown = ClockPrior.read(at: interaction.at, in: timeZone)
      return Choice(
        hour: Double(shown.hour) + Double(shown.minute) / 60, weekend: shown.isWeekend,
        energy: columns.energy[row], weight: weight)
    }
    let weight = choices.reduce(0) { $0 + $1.weight }
    meanEnergy = weight > 0 ? choices.reduce(0) { $0 + $1.weight * $1.energy } / weight : 0.5
  }

  private static func weight(_ kind: InteractionKind) -> Double? {
    switch kind {
    case .like, .finish: 1
    case .view: 0.5
    case .skip, .hide: nil
    }
  }

  /// What the clock says to this viewer: the general pattern and the habit, by how much is known of the habit.
  func applied(to clock: ClockReading) -> ClockReading {
    let hour = Double(clock.hour) + Double(clock.minute) / 60
    var count = 0.0
    var sum = 0.0
    for choice in choices {
      let apart = abs(choice.hour - hour)
      let distance = min(apart, 24 - apart) / Self.reach
      let near =
        choice.weight * exp(-0.5 * distance * distance) * (choice.weekend == clock.isWeekend ? 1 : 0.5)
      count += near
      sum += near * (choice.energy - meanEnergy)
    }
    guard count > 0 else { return clock }
    let own = min(1, max(-1, sum / count / Self.spread))
    return clock.blended(arousal: own, share: count / (count + Self.halfTrust))
  }
}
