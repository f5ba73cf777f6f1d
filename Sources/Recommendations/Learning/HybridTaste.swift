import Foundation

/// Behaviour and text together: what others who chose alike chose next, and what says the same of itself, in its words
/// and in what they mean.
///
/// A new viewer has no profile and gets 0 everywhere; a new item has no factors and is judged by its text alone: by its
/// likeness, and by what is guessed from its meaning of what others would choose.
public struct HybridTaste: Sendable {
  private let text: TextIndex
  private let factors: ItemFactors?
  private let meanings: ItemMeanings?
  private let guess: FactorGuess?
  private let share: Double
  /// Position in the meanings of each row, −1 for none.
  private let meant: [Int32]
  /// Position in the factors of each row, −1 for none.
  private let positions: [Int32]

  /// After this many newer choices a choice counts half.
  public static let halfLife = 5.0
  /// Weight of the likeness of texts, in standard deviations of the factors' scores.
  public static let textWeight = 8.0
  /// What the likeness of meanings counts next to the likeness of words, as measured on MovieLens (see
  /// `Benchmarks/recommender/README.md`).
  public static let meaningShare = 0.5

  /// - Parameters:
  ///   - ids: of the rows.
  ///   - text: with the same rows.
  ///   - factors: from the behaviour of all viewers; without them text decides alone.
  ///   - meanings: of the texts; without them words count alone.
  ///   - guess: what others would choose of items nobody chose, from the meanings.
  ///   - meaningShare: what the likeness of meanings counts next to that of words.
  public init(
    ids: [String], text: TextIndex, factors: ItemFactors? = nil, meanings: ItemMeanings? = nil,
    guess: FactorGuess? = nil, meaningShare: Double = meaningShare
  ) {
    precondition(ids.count == text.count, "\(ids.count) ids for \(text.count) texts")
    self.text = text
    self.factors = factors
    self.meanings = meanings
    self.guess = guess
    share = meaningShare
    positions = Self.positions(of: ids, in: factors?.ids)
    meant = Self.positions(of: ids, in: meanings?.ids)
  }

  private static func positions(of ids: [String], in known: [String]?) -> [Int32] {
    guard let known else { return Array(repeating: -1, count: ids.count) }
    let places = Dictionary(known.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    return ids.map { places[$0] ?? -1 }
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
    let viewer = known.isEmpty ? nil : factors?.viewer(choosing: known)
    return HybridProfile(
      text: text.profile(of: weighted),
      meaning: meanings?.profile(
        of: weighted.compactMap { row, weight in meant[row] < 0 ? nil : (Int(meant[row]), weight) },
        normalized: true),
      viewer: viewer, guessed: viewer.flatMap { guess?.taste(of: $0) })
  }

  /// The weight of a choice with so many newer ones.
  static func weight(age: Int, halfLife: Double = halfLife) -> Double { exp2(-Double(age) / halfLife) }

  /// How much a row suits a profile: 0 for neither, about 3 for a very good guess.
  public func score(row: Int, for profile: HybridProfile) -> Double {
    behaviour(row: row, for: profile) + Self.textWeight * likeness(row: row, for: profile)
  }

  /// The part of the score that others' behaviour makes.
  func behaviour(row: Int, for profile: HybridProfile) -> Double {
    guard let factors, let viewer = profile.viewer else { return 0 }
    if let position = position(of: row) { return factors.score(position: position, for: viewer) }
    guard let meanings, let guessed = profile.guessed, meant[row] >= 0 else { return 0 }
    return guessed.score(Int(meant[row]), in: meanings)
  }

  /// The part of the score that the texts make, 0…1 without meanings.
  func likeness(row: Int, for profile: HybridProfile) -> Double {
    let spelled = text.likeness(row: row, to: profile.text)
    guard let meanings, let meaning = profile.meaning, meant[row] >= 0 else { return spelled }
    return spelled + share * meanings.likeness(Int(meant[row]), to: meaning)
  }

  private func position(of row: Int) -> Int? { positions[row] < 0 ? nil : Int(positions[row]) }
}

/// What a viewer chose, as the factors and the texts see it.
public struct HybridProfile: Sendable {
  let text: TextProfile
  let meaning: MeaningProfile?
  let viewer: FactorViewer?
  let guessed: GuessedTaste?
}
