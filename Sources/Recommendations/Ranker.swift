import Emotions
import Foundation

/// Ranks the items of a catalogue for a moment and a viewer.
///
/// Made once for a catalogue, then asked often; it keeps nothing between two lists, and the same question has the
/// same answer. A list from 10,000 items takes a few milliseconds.
///
/// ```swift
/// let ranker = Ranker(catalogue: try Catalogue.starter().items)
/// let list = ranker.recommend(at: moment, interactions: [], limit: 10)
/// print(list[0].item.title, list[0].reasons[0].text)
/// ```
public struct Ranker: Sendable {
  /// How much each term counts.
  public let weights: Weights
  /// The late hours.
  public let quietHours: QuietHours
  private let columns: CatalogueColumns

  /// Distance on the plane at which an item is half as near as right at the target.
  static let reach = 0.45
  /// Seconds after which an opened item is half as fresh in the mind.
  static let freshHalfLife: TimeInterval = 12 * 3600

  /// - Parameter catalogue: the items; of items with the same id the first counts.
  public init(
    catalogue: [Item], weights: Weights = .standard, quietHours: QuietHours = .standard
  ) {
    columns = CatalogueColumns(catalogue)
    self.weights = weights
    self.quietHours = quietHours
  }

  /// What the clock says at a moment.
  public func clock(at moment: Moment) -> ClockReading {
    ClockPrior.read(at: moment.date, in: moment.timeZone, quietHours: quietHours)
  }

  /// The target of a moment.
  public func target(at moment: Moment) -> Target {
    Target(for: moment, clock: clock(at: moment), usesClock: weights.clock != 0)
  }

  /// The best items for a moment, best first, with reasons that add up to their scores.
  ///
  /// - Parameters:
  ///   - moment: when, and in which mood.
  ///   - interactions: of this viewer, in any order; hidden items do not appear.
  ///   - limit: the most items to return; 0 or less returns none.
  ///   - kinds: only these kinds, or all for `nil`.
  public func recommend(
    at moment: Moment, interactions: [Interaction] = [], limit: Int, kinds: Set<ItemKind>? = nil
  ) -> [Recommendation] {
    guard limit > 0 else { return [] }
    let clock = clock(at: moment)
    let history = History(interactions, at: moment.date, in: columns)
    let scorer = Scorer(
      columns: columns, weights: weights,
      target: Target(for: moment, clock: clock, usesClock: weights.clock != 0), clock: clock,
      taste: Taste(history, in: columns), opened: history.opened)
    let wanted = ItemKind.allCases.map { kinds?.contains($0) ?? true }
    var candidates: [Candidate] = []
    candidates.reserveCapacity(columns.items.count)
    for row in columns.items.indices where wanted[columns.kind[row]] && !history.hidden.contains(row) {
      candidates.append(Candidate(row: row, score: scorer.terms(row: row).sum))
    }
    candidates.sort { $0.score > $1.score || ($0.score == $1.score && $0.row < $1.row) }
    let wording = Wording(moment: moment, clock: clock, scorer: scorer)
    return pick(limit, from: candidates).map { row, cost, creatorAbove in
      var terms = scorer.terms(row: row)
      terms[.variety] = -cost
      return Recommendation(
        item: columns.items[row], reasons: wording.reasons(row: row, terms, creatorAbove: creatorAbove))
    }
  }

  /// Takes the best candidate, again and again, by its score less what its likeness to those already taken costs.
  ///
  /// As nothing gains by being compared, the search stops at the first candidate whose score alone is too low.
  private func pick(
    _ limit: Int, from candidates: [Candidate]
  ) -> [(row: Int, cost: Double, creatorAbove: Bool)] {
    var variety = Variety(weights)
    var taken = Array(repeating: false, count: candidates.count)
    var picked: [(row: Int, cost: Double, creatorAbove: Bool)] = []
    var start = 0
    while picked.count < min(limit, candidates.count) {
      while taken[start] { start += 1 }
      var best = (position: start, score: -Double.infinity, cost: 0.0)
      for position in start..<candidates.count where !taken[position] {
        let candidate = candidates[position]
        if candidate.score <= best.score { break }
        let cost = variety.cost(kind: columns.kind[candidate.row], creator: columns.creator[candidate.row])
        if candidate.score - cost > best.score { best = (position, candidate.score - cost, cost) }
      }
      let row = candidates[best.position].row
      picked.append((row, best.cost, variety.has(creator: columns.creator[row])))
      variety.add(kind: columns.kind[row], creator: columns.creator[row])
      taken[best.position] = true
    }
    return picked
  }
}

/// A row of the catalogue and its score before variety.
private struct Candidate {
  let row: Int
  let score: Double
}
