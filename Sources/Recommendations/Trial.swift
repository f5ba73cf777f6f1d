import Emotions
import Foundation

extension Ranker {
  /// How many features ``LinearThompson`` needs for the decisions of a ranker.
  public static let trialFeatures = 12 + ItemKind.allCases.count
  /// Position in a list, from 0, that is left to the learner.
  public static let trialPosition = 3
  /// How many of the best left over it chooses from.
  public static let trialCandidates = 10

  /// A list in which one place is for trying out: there the learner chooses among the best that did not come into the
  /// list, so that it finds out what the score does not know.
  ///
  /// - Returns: the list and the decision, to be logged and given its reward later; no decision for a list too short
  ///   or one whose order leads somewhere.
  public func recommend(
    at moment: Moment, interactions: [Interaction] = [], limit: Int, kinds: Set<ItemKind>? = nil,
    options: ListOptions = .standard, trying learner: LinearThompson, using random: inout RandomStream
  ) -> (list: [Recommendation], decision: Decision?) {
    let history = History(interactions, at: moment.date, in: columns)
    let scorer = scorer(at: moment, interactions: interactions, history: history, options: options)
    let rows =
      limit > 0 ? shortlist(scorer, limit: limit, history: history, kinds: kinds, options: options) : []
    let wording = Wording(moment: moment, clock: scorer.clock, scorer: scorer, limit: limit)
    var picked = pick(limit + Self.trialCandidates, from: rows, scorer)
    var decision: Decision?
    if options.goal != .lift, limit > Self.trialPosition, picked.count > limit,
      learner.features == Self.trialFeatures
    {
      let place = picked[Self.trialPosition]
      let others = [place] + picked[limit...]
      let features = others.map { scorer.features(row: $0.row, moment) }
      let choice = learner.choose(among: features, using: &random)
      decision = Decision(
        at: moment.date,
        candidates: others.indices.map { k in
          Decision.Candidate(
            itemID: columns.id(others[k].row), features: features[k], score: others[k].terms.sum,
            propensity: choice.propensities[k])
        }, chosen: choice.position)
      if choice.position > 0 {
        var tried = others[choice.position]
        tried.terms[.change] += place.terms.sum - tried.terms.sum
        picked[Self.trialPosition] = tried
        let recommended = picked.prefix(limit).enumerated().map { position, row in
          wording.recommendation(row, position: position, isTrial: position == Self.trialPosition)
        }
        return (recommended, decision)
      }
    }
    let recommended = picked.prefix(max(0, limit)).enumerated().map { position, row in
      wording.recommendation(row, position: position)
    }
    return (recommended, decision)
  }
}

extension Scorer {
  /// What the learner sees of a row at a moment: how the score sees it, where it lies, and both together with the mood.
  func features(row: Int, _ moment: Moment) -> [Double] {
    let terms = terms(row: row, aim: target.place)
    let mood = moment.distribution.affect
    let place = Affect(valence: columns.valence[row], arousal: columns.arousal[row])
    let kind = Int(columns.kind[row])
    return [
      1, terms[.mood], terms[.clock], terms[.length], terms[.taste], place.valence, place.arousal,
      columns.energy[row], mood.valence * place.valence, mood.arousal * place.arousal,
      mood.valence * place.arousal, mood.arousal * place.valence,
    ] + ItemKind.allCases.map { $0.index == kind ? 1 : 0 }
  }
}
