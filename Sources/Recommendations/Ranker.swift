import Emotions
import Foundation

/// Ranks the items of a catalogue for a moment and a viewer.
///
/// Made once for a catalogue, then asked often; it keeps nothing between two lists, and the same question has the
/// same answer. What a list costs hardly grows with the catalogue; `Benchmarks/recommender` measures it.
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
  private(set) var columns: CatalogueColumns
  private var community: Community?
  private var meanings: RowMeanings?
  private var reviews: RowReviews?

  /// Distance on the plane at which an item is half as near as right at the target.
  static let reach = 0.45
  /// Minutes of the longest step of a list that leads somewhere: who lifts a mood wants to arrive today. Our judgement.
  static let longestStep = 120
  /// Seconds after which an opened item is half as fresh in the mind.
  static let freshHalfLife: TimeInterval = 12 * 3600

  /// - Parameters:
  ///   - catalogue: the items, read once; of items with the same id the first counts.
  ///   - weights: how much each term counts.
  ///   - quietHours: the late hours.
  ///   - factors: from what all viewers chose; without them each is alone.
  public init(
    catalogue: some Sequence<Item>, weights: Weights = .standard, quietHours: QuietHours = .standard,
    factors: ItemFactors? = nil
  ) {
    columns = CatalogueColumns(catalogue)
    self.weights = weights
    self.quietHours = quietHours
    community = factors.map { [columns] in Community($0, guess: nil, in: columns) }
  }

  /// The same ranker with other factors; costs nothing like the making of a ranker.
  ///
  /// - Parameter guess: for items nobody chose; it counts where the items' meanings are known.
  public func with(factors: ItemFactors?, guess: FactorGuess? = nil) -> Ranker {
    var other = self
    other.community = factors.map { Community($0, guess: guess, in: columns) }
    return other
  }

  /// The same ranker with what the items' texts mean; without it, and for items without a vector, words alone are compared.
  public func with(meanings: ItemMeanings?) -> Ranker {
    var other = self
    other.meanings = meanings.map { RowMeanings($0, in: columns) }
    return other
  }

  /// The same ranker with what people write of the items.
  public func with(reviews: [String: ReviewSummary]) -> Ranker {
    var other = self
    other.reviews = reviews.isEmpty ? nil : RowReviews(reviews, in: columns)
    return other
  }

  /// The same ranker with some items where this viewer says they stand; those it does not know are ignored. It shares
  /// all but the places with this one.
  public func with(corrections: [String: Affect]) -> Ranker {
    guard !corrections.isEmpty else { return self }
    var other = self
    other.columns = columns.corrected(by: corrections)
    return other
  }

  /// Number of items.
  public var count: Int { columns.count }

  /// What the clock says at a moment, to a viewer with these interactions.
  public func clock(
    at moment: Moment, interactions: [Interaction] = [], options: ListOptions = .standard
  ) -> ClockReading {
    let quietHours = options.usesQuietHours && usesClock(options) ? options.quietHours ?? quietHours : nil
    let general = ClockPrior.read(at: moment.date, in: moment.timeZone, quietHours: quietHours)
    guard options.usesHabit, !interactions.isEmpty else { return general }
    return Habit(interactions, at: moment.date, in: moment.timeZone, columns: columns).applied(to: general)
  }

  /// The target of a moment.
  public func target(at moment: Moment, options: ListOptions = .standard) -> Target {
    Target(
      for: moment, clock: clock(at: moment, options: options), usesClock: usesClock(options),
      goal: options.goal)
  }

  /// The best items for a moment, with reasons that add up to their scores: best first, or, to lift a mood, in the
  /// order in which they lead there.
  ///
  /// - Parameters:
  ///   - moment: when, and in which mood.
  ///   - interactions: of this viewer, in any order; hidden items do not appear, nor what was
  ///     just finished or, while there is enough else, just opened.
  ///   - limit: the most items to return; 0 or less returns none.
  ///   - kinds: only these kinds, or all for `nil`.
  ///   - options: what the viewer chose about the list.
  public func recommend(
    at moment: Moment, interactions: [Interaction] = [], limit: Int, kinds: Set<ItemKind>? = nil,
    options: ListOptions = .standard
  ) -> [Recommendation] {
    guard limit > 0 else { return [] }
    let history = History(interactions, at: moment.date, in: columns)
    let scorer = scorer(at: moment, interactions: interactions, history: history, options: options)
    let rows = shortlist(scorer, limit: limit, history: history, kinds: kinds, options: options)
    let wording = Wording(moment: moment, clock: scorer.clock, scorer: scorer, limit: limit)
    return pick(limit, from: rows, scorer).enumerated().map { position, picked in
      wording.recommendation(picked, position: position)
    }
  }

  /// Who says what the list is for has said more than the hour can: it then counts a third.
  private func clockWeight(_ options: ListOptions) -> Double {
    guard usesClock(options) else { return 0 }
    return options.goal == .match ? weights.clock : weights.clock / 3
  }

  func usesClock(_ options: ListOptions) -> Bool { weights.clock != 0 && options.usesClock }

  func scorer(
    at moment: Moment, interactions: [Interaction], history: History, options: ListOptions
  ) -> Scorer {
    let clock = clock(at: moment, interactions: interactions, options: options)
    let usesClock = usesClock(options)
    return Scorer(
      columns: columns, weights: weights,
      target: Target(for: moment, clock: clock, usesClock: usesClock, goal: options.goal),
      minutes: options.minutes, clock: clock,
      clockWeight: clockWeight(options),
      taste: Taste(history, in: columns, community: community, meanings: meanings),
      purpose: Purpose(options.goal, in: columns), meanings: meanings,
      // A list that leads away from a mood does not sound like it.
      tone: options.goal == .match ? Tone(askedFor: moment.distribution) : nil, reviews: reviews,
      opened: history.opened,
      rotation: options.rotation.map { $0 ^ UInt64(bitPattern: Int64(moment.day)) &* 0x9E37_79B9_7F4A_7C15 })
  }

  func shortlist(
    _ scorer: Scorer, limit: Int, history: History, kinds: Set<ItemKind>?, options: ListOptions
  ) -> [Int] {
    func rows(_ filter: RowFilter) -> [Int] { Shortlist(scorer, limit: limit, filter: filter).rows }
    let left = RowSet([history.hidden, history.justFinished].joined())
    let rested = RowSet([history.hidden, history.justFinished, history.justOpened].joined())
    // First without what was just opened and, where a list is a way of steps, what is too long for one.
    let isWay = options.goal == .lift
    let best = rows(
      RowFilter(
        kinds: kinds, minutes: isWay ? min(options.minutes ?? .max, Self.longestStep) : options.minutes,
        includingBooks: isWay, left: rested))
    if best.count >= limit || !isWay && history.justOpened.isEmpty { return best }
    return rows(RowFilter(kinds: kinds, minutes: options.minutes, left: left))
  }

  /// Takes the best row, again and again, by its score less what its likeness to those already taken costs.
  func pick(_ limit: Int, from rows: [Int], _ scorer: Scorer) -> [Picked] {
    var variety = Variety(weights)
    var left = rows.map { Candidate(row: $0, terms: scorer.terms(row: $0, aim: scorer.target.start)) }
    let moves = scorer.target.start != scorer.target.place
    var picked: [Picked] = []
    while picked.count < min(limit, left.count) {
      if moves {
        let aim = scorer.target.aim(position: picked.count, of: limit)
        for k in left.indices where !left[k].isTaken { left[k].aim(at: aim, scorer) }
      }
      var best = (position: 0, score: -Double.infinity, cost: 0.0)
      for position in left.indices where left[position].score > best.score {
        let row = left[position].row
        let cost = variety.cost(kind: Int(columns.kind[row]), creator: Int(columns.creator[row]))
        let score = left[position].score - cost
        if score > best.score { best = (position, score, cost) }
      }
      var taken = left[best.position]
      left[best.position].take()
      taken.terms[.variety] = -best.cost
      let kind = Int(columns.kind[taken.row])
      let creator = Int(columns.creator[taken.row])
      picked.append(Picked(row: taken.row, terms: taken.terms, creatorAbove: variety.has(creator: creator)))
      variety.add(kind: kind, creator: creator)
    }
    return picked
  }
}

/// A row taken into a list.
struct Picked {
  let row: Int
  var terms: Terms
  let creatorAbove: Bool
}

/// A row and its score before variety.
private struct Candidate {
  let row: Int
  var terms: Terms
  private(set) var score: Double

  init(row: Int, terms: Terms) {
    self.row = row
    self.terms = terms
    score = terms.sum
  }

  var isTaken: Bool { score == -.infinity }

  /// Sees to it that it is not taken again.
  mutating func take() { score = -.infinity }

  mutating func aim(at aim: Affect, _ scorer: Scorer) {
    terms[.mood] = scorer.weights.mood * scorer.target.strength * scorer.nearness(row: row, to: aim)
    score = terms.sum
  }
}

extension Moment {
  /// A number of the local day.
  var day: Int {
    let local = date.timeIntervalSinceReferenceDate + Double(timeZone.secondsFromGMT(for: date))
    // What changes with the day changes at four in the morning, not in the middle of an evening.
    return Int(((local - 4 * 3600) / 86_400).rounded(.down).clamped(to: -1e9...1e9))
  }
}

extension Double {
  /// The nearest number of a range; 0 for what is none.
  func clamped(to range: ClosedRange<Double>) -> Double {
    isNaN ? 0 : Swift.min(range.upperBound, Swift.max(range.lowerBound, self))
  }
}
