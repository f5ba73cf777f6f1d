import Emotions
import Foundation

extension Ranker {
  /// How many features ``LinearThompson`` needs for the decisions of a ranker.
  public static let trialFeatures = 14 + ItemKind.allCases.count
  /// One place in so many is left to the learner: the fourth, the eighth and so on.
  public static let trialStep = 4
  /// How many of the best left over it chooses from, beside the item whose place it is.
  public static let trialCandidates = 10

  /// The learner of a new viewer: it believes in the score, and is unsure of everything.
  ///
  /// A score higher by 0.1 is worth a fifth of a like, and some dozen choices that say otherwise count as much. Our
  /// judgement.
  public static var newLearner: LinearThompson {
    LinearThompson(features: trialFeatures, prior: 50, mean: [1: 2])
  }

  /// A list in which one place in ``trialStep`` is drawn: there the learner chooses among the item whose place it is and
  /// the best that did not come into the list, so that it finds out what the score does not know.
  ///
  /// - Parameters:
  ///   - learner: of this viewer; one of another number of features draws nothing.
  ///   - random: what is drawn depends on it alone.
  /// - Returns: the list, and for each place that was drawn the decision, to be logged and given its reward later; none
  ///   for a list too short and one whose order leads somewhere.
  public func recommend(
    at moment: Moment, interactions: [Interaction] = [], limit: Int, kinds: Set<ItemKind>? = nil,
    options: ListOptions = .standard, trying learner: LinearThompson, using random: inout RandomStream
  ) -> (list: [Recommendation], decisions: [Decision]) {
    guard limit > 0 else { return ([], []) }
    let history = History(interactions, at: moment.date, in: columns)
    let scorer = scorer(at: moment, interactions: interactions, history: history, options: options)
    let rows = shortlist(scorer, limit: limit, history: history, kinds: kinds, options: options)
    // A list that leads somewhere is as long as it was asked for, and all of it is the way.
    let mayDraw = options.goal != .lift && learner.features == Self.trialFeatures
    let all = pick(mayDraw ? limit + Self.trialCandidates : limit, from: rows, scorer)
    var picked = Array(all.prefix(limit))
    var left = Array(all.dropFirst(limit))
    var decisions: [Decision] = []
    var propensities: [Int: Double] = [:]
    let end = left.isEmpty ? 0 : limit
    let places = Array(stride(from: Self.trialStep - 1, to: end, by: Self.trialStep))
    if !places.isEmpty {
      let beliefs = learner.sample(using: &random)
      for position in places {
        let candidates = [picked[position]] + left.prefix(Self.trialCandidates)
        let features = candidates.map { scorer.features($0, moment) }
        let chances = beliefs.propensities(of: features)
        let chosen = LinearThompson.draw(chances, using: &random)
        propensities[position] = chances[chosen]
        decisions.append(
          Decision(
            at: moment.date,
            candidates: candidates.indices.map { k in
              Decision.Candidate(
                itemID: columns.id(candidates[k].row), features: features[k], score: candidates[k].terms.sum,
                propensity: chances[k])
            }, chosen: chosen))
        guard chosen > 0 else { continue }
        var drawn = candidates[chosen]
        drawn.terms[.trial] = candidates[0].terms.sum - drawn.terms.sum
        picked[position] = drawn
        left.remove(at: chosen - 1)
        left.insert(candidates[0], at: 0)
      }
    }
    let wording = Wording(moment: moment, clock: scorer.clock, scorer: scorer, limit: limit)
    let list = picked.enumerated().map { position, row in
      wording.recommendation(row, position: position, propensity: propensities[position])
    }
    return (list, decisions)
  }
}

extension Scorer {
  /// What the learner sees of a row at a moment: the score and how it comes about, where the item lies, and both together
  /// with the mood and the hour. Rounded, as they stand in the log.
  func features(_ picked: Picked, _ moment: Moment) -> [Double] {
    let terms = picked.terms
    let mood = moment.distribution.affect
    let place = columns.place(of: picked.row)
    let kind = Int(columns.kind[picked.row])
    let features =
      [
        1, terms.sum, terms[.mood], terms[.clock], terms[.length], terms[.taste], place.valence,
        place.arousal, columns.energy[picked.row], mood.valence * place.valence,
        mood.arousal * place.arousal, mood.valence * place.arousal, mood.arousal * place.valence,
        clock.lateness * place.arousal,
      ] + ItemKind.allCases.map { $0.index == kind ? 1 : 0 }
    return features.map { (1000 * $0).rounded() / 1000 }
  }
}
