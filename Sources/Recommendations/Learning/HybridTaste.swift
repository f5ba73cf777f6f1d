import Foundation

/// Behaviour and text together: what others who chose alike chose next, and what says the same of itself.
///
/// A new viewer has no profile and gets 0 everywhere; a new item has no vector and is judged by its text alone.
public struct HybridTaste: Sendable {
  private let text: TextIndex
  private let factors: ItemFactors?
  /// Position in the factors of each row, −1 for none.
  private let positions: [Int32]

  /// After this many newer choices a choice counts half.
  public static let halfLife = 5.0
  /// Weight of the likeness of texts, in standard deviations of the factors' scores.
  public static let textWeight = 8.0

  /// - Parameters:
  ///   - ids: of the rows.
  ///   - text: with the same rows.
  ///   - factors: from the behaviour of all viewers; without them text decides alone.
  public init(ids: [String], text: TextIndex, factors: ItemFactors? = nil) {
    precondition(ids.count == text.count, "\(ids.count) ids for \(text.count) texts")
    self.text = text
    self.factors = factors
    let known = Dictionary(
      uniqueKeysWithValues: (factors?.ids ?? []).enumerated().map { ($1, Int32($0)) })
    positions = factors == nil ? [] : ids.map { known[$0] ?? -1 }
  }

  /// The profile of a viewer.
  ///
  /// - Parameters:
  ///   - chosen: rows, the newest first.
  ///   - halfLife: in choices; infinity takes all alike.
  public func profile(choosing chosen: [Int], halfLife: Double = halfLife) -> HybridProfile {
    let weighted = chosen.enumerated().map { (row: $1, weight: Self.weight(age: $0, halfLife: halfLife)) }
    let known = weighted.compactMap { choice in
      position(of: choice.row).map { (position: $0, weight: choice.weight) }
    }
    return HybridProfile(
      text: text.profile(of: weighted), viewer: known.isEmpty ? nil : factors?.viewer(choosing: known))
  }

  /// The weight of a choice with so many newer ones.
  static func weight(age: Int, halfLife: Double = halfLife) -> Double { exp2(-Double(age) / halfLife) }

  /// How much a row suits a profile: 0 for neither, about 3 for a very good guess.
  public func score(row: Int, for profile: HybridProfile) -> Double {
    behaviour(row: row, for: profile) + Self.textWeight * text.likeness(row: row, to: profile.text)
  }

  /// The part of the score that others' behaviour makes.
  func behaviour(row: Int, for profile: HybridProfile) -> Double {
    guard let factors, let viewer = profile.viewer, let position = position(of: row) else { return 0 }
    return factors.score(position: position, for: viewer)
  }

  /// The part of the score that the texts make, 0…1.
  func likeness(row: Int, for profile: HybridProfile) -> Double { text.likeness(row: row, to: profile.text) }

  private func position(of row: Int) -> Int? {
    guard row < positions.count, positions[row] >= 0 else { return nil }
    return Int(positions[row])
  }
}

/// What a viewer chose, as the factors and the texts see it.
public struct HybridProfile: Sendable {
  let text: TextProfile
  let viewer: FactorViewer?
}
