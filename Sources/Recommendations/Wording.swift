import Emotions
import Foundation

/// Puts the terms of a score into plain words.
struct Wording {
  let moment: Moment
  let clock: ClockReading
  let scorer: Scorer
  let limit: Int

  /// A row of a list with its reasons.
  func recommendation(_ picked: Picked, position: Int, isTrial: Bool = false) -> Recommendation {
    Recommendation(
      item: scorer.columns.item(picked.row),
      reasons: reasons(picked, position: position, isTrial: isTrial))
  }

  /// The terms that are not 0, the largest first.
  private func reasons(_ picked: Picked, position: Int, isTrial: Bool) -> [Reason] {
    Term.allCases.filter { picked.terms[$0] != 0 }.map { term in
      Reason(
        term: term, contribution: picked.terms[term],
        text: term == .change && isTrial
          ? "one place is for trying out what you might like"
          : text(term, of: picked, position: position))
    }.sorted { $0.contribution > $1.contribution }
  }

  private func text(_ term: Term, of picked: Picked, position: Int) -> String {
    let row = picked.row
    let contribution = picked.terms[term]
    let item = scorer.columns.item(row)
    return switch term {
    case .mood: scorer.target.goal == .match ? mood(row: row) : way(row: row, position: position)
    case .clock: hour(item, contribution)
    case .length: length(item, contribution)
    case .goal: purpose(row: row, item, good: contribution > 0)
    case .taste: taste(row: row, liked: contribution > 0)
    case .fresh: "you opened it \(ago(scorer.opened[row] ?? 0)), so it stands lower"
    case .change: contribution > 0 ? "its turn today" : "others get a turn today"
    case .variety:
      picked.creatorAbove
        ? "something by \(item.creator) is above already"
        : "\(item.kind == .music ? "music" : "a \(item.kind.noun)") is above already, so others get a turn"
    }
  }

  /// For a goal that leads away from the mood.
  private func way(row: Int, position: Int) -> String {
    let aim = scorer.target.aim(position: position, of: limit)
    let near = scorer.nearness(row: row, to: aim) >= 0.7 ? "close to" : "not far from"
    let distant = scorer.nearness(row: row, to: aim) < 0.35 ? "some way from" : near
    switch scorer.target.goal {
    case .lift:
      let steps = min(limit, Target.steps)
      if position >= steps - 1 { return "\(distant) the lighter mood it leads to" }
      return "\(distant) step \(position + 1) of \(steps) from your mood to a lighter one"
    case .calm: return "\(distant) calm and pleasant"
    case .focus: return "\(distant) quiet and pleasant, so that it does not distract"
    case .match: return mood(row: row)
    }
  }

  private func purpose(row: Int, _ item: Item, good: Bool) -> String {
    let aim = scorer.target.goal == .calm ? "calming down" : "keeping your mind on something else"
    let tag = scorer.purpose.strongestTag(row: row, speakingFor: good, in: scorer.columns)
    let what = tag.map { "“\($0)”" } ?? "\(item.kind == .music ? "music" : "a \(item.kind.noun)")"
    return "\(what) is \(good ? "good" : "not so good") for \(aim)"
  }

  private func mood(row: Int) -> String {
    let look = "\(Self.adjective(moment.distribution.top)), \(percent(moment.distribution.confidence))"
    if scorer.target.sureness < 0.5 {
      return "your mood is hard to read (\(look)), so it counts only a little"
    }
    let nearness = scorer.nearness(row: row, to: scorer.target.place)
    if nearness < 0.35 { return "some way from your mood: \(look)" }
    let near = nearness >= 0.7 ? "close to" : "not far from"
    return switch moment.distribution.top {
    case .sad: "\(near) your mood, a little lighter: \(look)"
    case .fear: "\(near) your mood, a step calmer: \(look)"
    case .angry, .disgust: "\(near) your mood, a step milder: \(look)"
    case .happy, .neutral, .surprise: "\(near) your mood: \(look)"
    }
  }

  private func hour(_ item: Item, _ contribution: Double) -> String {
    let off = item.energy - clock.energy
    if abs(off) > 0.3 {
      return "\(contribution < 0 ? "too" : "rather") \(off > 0 ? "lively" : "quiet") for \(clock.words)"
    }
    let habit = clock.habit >= 0.5 ? ", as is your habit at this hour" : ""
    return "It is \(clock.words), so \(Self.tendency(clock))\(habit)"
  }

  /// What the clock asks for: "calmer pieces come first".
  static func tendency(_ clock: ClockReading) -> String {
    switch clock.arousal {
    case ..<(-0.6): "the calmest pieces come first"
    case ..<(-0.1): "calmer pieces come first"
    case ...0.1: "neither calm nor lively pieces come first"
    default: "livelier pieces come first"
    }
  }

  private func length(_ item: Item, _ contribution: Double) -> String {
    contribution > 0
      ? "short enough for \(clock.time): \(duration(item.minutes))"
      : "long for \(clock.time): \(duration(item.minutes))"
  }

  private func taste(row: Int, liked: Bool) -> String {
    let parts = scorer.taste.parts(row: row)
    let sign = liked ? 1.0 : -1.0
    let did = liked ? "liked" : "skipped"
    let strongest = max(
      sign * parts.own, sign * parts.creator, sign * parts.tags, sign * parts.kind, sign * parts.place,
      sign * parts.text, sign * parts.behaviour)
    let item = scorer.columns.item(row)
    if strongest == sign * parts.own { return "you \(did) it before" }
    if strongest == sign * parts.creator, let other = scorer.taste.companion(row: row, liked: liked) {
      let another = other.kind == item.kind ? "another" : "a"
      return "you \(did) \(another) \(other.kind.noun) by \(item.creator): \(other.title)"
    }
    if strongest == sign * parts.behaviour {
      return liked ? "others who like what you like chose it" : "others who like what you like pass it by"
    }
    if strongest == sign * parts.text, let other = scorer.taste.soundalike(row: row, liked: liked) {
      return "it reads like \(other.title), which you \(did)"
    }
    if strongest == sign * parts.tags, let tag = scorer.taste.strongestTag(row: row, liked: liked) {
      return "you \(did) other things tagged “\(tag)”"
    }
    if strongest == sign * parts.kind { return "you \(did) other \(item.kind.plural)" }
    return "close in mood to what you \(did)"
  }

  /// How somebody with an emotion looks.
  static func adjective(_ emotion: Emotion) -> String {
    switch emotion {
    case .angry: "angry"
    case .disgust: "disgusted"
    case .fear: "afraid"
    case .happy: "happy"
    case .neutral: "neutral"
    case .sad: "sad"
    case .surprise: "surprised"
    }
  }
}

/// "84 %".
func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

/// "4 minutes", "1 hour", "2 hours 5 minutes".
func duration(_ minutes: Int) -> String {
  let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
  let parts = [(hours, "hour"), (rest, "minute")].filter { $0.0 > 0 }
  return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " ")
}

/// "just now", "20 minutes ago", "3 hours ago", "2 days ago".
private func ago(_ seconds: TimeInterval) -> String {
  let minutes = Int(min(seconds, 1e9) / 60)
  if minutes < 2 { return "just now" }
  if minutes < 90 { return "\(minutes) minutes ago" }
  if minutes < 36 * 60 { return "\((minutes + 30) / 60) hours ago" }
  return "\((minutes + 720) / 1440) days ago"
}
