import Emotions
import Foundation

/// Puts the terms of a score into plain words, and into codes for those who have words of their own.
struct Wording {
  let moment: Moment
  let clock: ClockReading
  let scorer: Scorer
  let limit: Int

  /// A row of a list with its reasons.
  ///
  /// - Parameter propensity: the chance it had, if its place was drawn.
  func recommendation(_ picked: Picked, position: Int, propensity: Double? = nil) -> Recommendation {
    let item = scorer.columns.item(picked.row)
    let reasons = Term.allCases.filter { picked.terms[$0] != 0 }.map { term in
      Reason(
        term: term, contribution: picked.terms[term],
        phrase(term, of: picked, item, position: position, propensity: propensity))
    }.sorted { $0.contribution > $1.contribution }
    return Recommendation(item: item, reasons: reasons, propensity: propensity ?? 1)
  }

  private func phrase(
    _ term: Term, of picked: Picked, _ item: Item, position: Int, propensity: Double?
  ) -> Phrase {
    let row = picked.row
    let contribution = picked.terms[term]
    return switch term {
    case .mood: scorer.target.goal == .match ? mood(row: row) : way(row: row, position: position)
    case .clock: hour(item, contribution)
    case .length: length(row: row, item, isShort: contribution > 0)
    case .goal: purpose(row: row, item, isGood: contribution > 0)
    case .tone: tone(row: row, suits: contribution > 0)
    case .taste: taste(row: row, item, liked: contribution > 0)
    case .reviews: reviews(row: row, areWarm: contribution > 0)
    case .fresh: opened(scorer.opened[row] ?? 0)
    case .change:
      contribution > 0
        ? Phrase("change.up", "its turn today") : Phrase("change.down", "others get a turn today")
    case .trial: trial(propensity ?? 1)
    case .variety: variety(item, creatorAbove: picked.creatorAbove)
    }
  }

  // MARK: - Mood

  private var look: String { moment.lookWords }

  private func mood(row: Int) -> Phrase {
    let values = moment.look
    if scorer.isUnplaced(row: row) { return unplaced }
    if scorer.target.sureness == 0 {
      return Phrase("mood.welcome", "mild and pleasant, while nothing is known about your mood")
    }
    if !moment.isReadable {
      return Phrase("mood.unreadable", values, "your mood is hard to read (\(look)), so it counts less")
    }
    let distance = Distance(scorer.nearness(row: row, to: scorer.target.place))
    let code = "mood.\(distance.rawValue)"
    if distance == .far { return Phrase(code, values, "some way from your mood: \(look)") }
    let step =
      switch moment.distribution.top {
      case .sad: ", a little lighter"
      case .fear: ", a step calmer"
      case .angry, .disgust: ", a step milder"
      case .happy, .neutral, .surprise: ""
      }
    return Phrase(code, values, "\(distance.words) your mood\(step): \(look)")
  }

  private var unplaced: Phrase { Phrase("mood.unplaced", "nobody has said where it stands yet") }

  /// For a goal that leads away from the mood.
  private func way(row: Int, position: Int) -> Phrase {
    if scorer.isUnplaced(row: row) { return unplaced }
    let aim = scorer.target.aim(position: position, of: limit)
    let distance = Distance(scorer.nearness(row: row, to: aim))
    let near: [String: WhyValue] = ["distance": WhyValue(distance.rawValue)]
    switch scorer.target.goal {
    case .lift:
      let steps = min(limit, Target.steps)
      if position >= steps - 1 {
        return Phrase("way.lifted", near, "\(distance.words) the lighter mood it leads to")
      }
      let step: [String: WhyValue] = ["step": WhyValue(position + 1), "steps": WhyValue(steps)]
      return Phrase(
        "way.lift", near.merging(step) { $1 },
        "\(distance.words) step \(position + 1) of \(steps) from your mood to a lighter one")
    case .calm: return Phrase("way.calm", near, "\(distance.words) calm and pleasant")
    case .focus:
      return Phrase("way.focus", near, "\(distance.words) quiet and pleasant, so that it does not distract")
    case .match: return mood(row: row)
    }
  }

  private func purpose(row: Int, _ item: Item, isGood: Bool) -> Phrase {
    let goal = scorer.target.goal
    let aim = goal == .calm ? "calming down" : "keeping your mind on something else"
    let code = isGood ? "goal.good" : "goal.poor"
    let end = "is \(isGood ? "good" : "not so good") for \(aim)"
    if let tag = scorer.purpose.strongestTag(row: row, speakingFor: isGood, in: scorer.columns) {
      return Phrase(code, ["goal": WhyValue(goal.rawValue), "tag": WhyValue(tag)], "“\(tag)” \(end)")
    }
    let values = ["goal": WhyValue(goal.rawValue), "kind": WhyValue(item.kind.rawValue)]
    return Phrase(code, values, "\(one(item.kind)) \(end)")
  }

  /// How its text sounds next to the mood.
  private func tone(row: Int, suits: Bool) -> Phrase {
    let heard = scorer.meanings?.tone(row: row)?.emotion ?? .neutral
    let values = [
      "tone": WhyValue(heard.rawValue), "emotion": WhyValue(moment.distribution.top.rawValue),
    ]
    return suits
      ? Phrase("tone.suits", values, "what is said of it sounds as your mood asks for")
      : Phrase("tone.poor", values, "what is said of it sounds other than your mood asks for")
  }

  // MARK: - Clock

  private func hour(_ item: Item, _ contribution: Double) -> Phrase {
    let off = abs(item.energy - clock.energy)
    // What adds to the score is no fault, what takes away no merit.
    if contribution > 0 {
      return off > 0.3
        ? Phrase("hour.fair", clock.said, "suits \(clock.words) a little")
        : Phrase("hour.suits", clock.said, "suits \(clock.words)")
    }
    let what = item.energy > clock.energy ? "lively" : "quiet"
    return Phrase("hour.too_\(what)", clock.shown, "too \(what) for \(clock.words)")
  }

  private func length(row: Int, _ item: Item, isShort: Bool) -> Phrase {
    if let minutes = scorer.minutes, scorer.isOnlyBegun(row: row) {
      return Phrase(
        "length.begin", ["available": WhyValue(minutes), "minutes": WhyValue(item.minutes)],
        "to begin in \(duration(minutes)): it takes \(duration(item.minutes))")
    }
    let values = ["time": WhyValue(clock.time), "minutes": WhyValue(item.minutes)]
    return isShort
      ? Phrase("length.short", values, "short enough for \(clock.time): \(duration(item.minutes))")
      : Phrase("length.long", values, "long for \(clock.time): \(duration(item.minutes))")
  }

  private func opened(_ seconds: TimeInterval) -> Phrase {
    let minutes = Int(min(seconds, 1e9) / 60)
    return Phrase(
      "fresh", ["minutes": WhyValue(minutes)], "you opened it \(ago(minutes)), so it stands lower")
  }

  // MARK: - Taste and the rest of the list

  private func taste(row: Int, _ item: Item, liked: Bool) -> Phrase {
    let parts = scorer.taste.parts(row: row)
    let sign = liked ? 1.0 : -1.0
    let did = liked ? "liked" : "skipped"
    func phrase(_ code: String, _ values: [String: WhyValue], _ text: String) -> Phrase {
      Phrase("taste.\(code)", values.merging(["liked": WhyValue(liked)]) { $1 }, text)
    }
    let strongest = max(
      sign * parts.own, sign * parts.creator, sign * parts.tags, sign * parts.kind, sign * parts.place,
      sign * parts.text, sign * parts.behaviour)
    if strongest == sign * parts.own { return phrase("own", [:], "you \(did) it before") }
    if strongest == sign * parts.creator, let other = scorer.taste.companion(row: row, liked: liked) {
      let another = other.kind == item.kind ? "another" : "a"
      return phrase(
        "creator",
        [
          "creator": WhyValue(item.creator), "title": WhyValue(other.title),
          "kind": WhyValue(other.kind.rawValue),
        ], "you \(did) \(another) \(other.kind.noun) by \(item.creator): \(other.title)")
    }
    if strongest == sign * parts.behaviour, scorer.taste.isGuess(row: row) {
      return phrase(
        "others_would", [:],
        "new here, and \(liked ? "like" : "unlike") what others choose who like what you like")
    }
    if strongest == sign * parts.behaviour {
      return phrase(
        "others", [:],
        liked ? "others who like what you like chose it" : "others who like what you like pass it by")
    }
    if strongest == sign * parts.text, let other = scorer.taste.soundalike(row: row, liked: liked) {
      return phrase(
        "text", ["title": WhyValue(other.title)], "it reads like \(other.title), which you \(did)")
    }
    if strongest == sign * parts.tags, let tag = scorer.taste.strongestTag(row: row, liked: liked) {
      return phrase("tag", ["tag": WhyValue(tag)], "you \(did) other things tagged “\(tag)”")
    }
    if strongest == sign * parts.kind {
      return phrase(
        "kind", ["kind": WhyValue(item.kind.rawValue)], "you \(did) other \(item.kind.plural)")
    }
    return phrase("place", [:], "close in mood to what you \(did)")
  }

  private func reviews(row: Int, areWarm: Bool) -> Phrase {
    let summary = scorer.reviews?[row] ?? ReviewSummary(of: [])
    let values = [
      "reviews": WhyValue(summary.count), "warmth": WhyValue(summary.warmth),
      "uncertainty": WhyValue(summary.uncertainty),
    ]
    let number = "\(summary.count) review\(summary.count == 1 ? "" : "s")"
    let figures =
      "\(number), \(decimal(summary.warmth)) ± \(decimal(summary.uncertainty)) between -1 and 1"
    guard summary.isTelling else {
      let said =
        Double(summary.count) < ReviewSummary.prior ? "too few reviews to tell" : "people differ about it"
      return Phrase("reviews.open", values, "\(said): \(figures)")
    }
    let code = areWarm ? "reviews.warm" : "reviews.cool"
    return Phrase(code, values, "people write \(areWarm ? "warmly" : "coolly") of it: \(figures)")
  }

  private func trial(_ propensity: Double) -> Phrase {
    Phrase(
      "trial", ["propensity": WhyValue(propensity), "places": WhyValue(Ranker.trialStep)],
      "one place in \(Ranker.trialStep) is drawn, to learn what you like: it had a chance of \(percent(propensity))"
    )
  }

  private func variety(_ item: Item, creatorAbove: Bool) -> Phrase {
    creatorAbove
      ? Phrase(
        "variety.creator", ["creator": WhyValue(item.creator)],
        "something by \(item.creator) is above already")
      : Phrase(
        "variety.kind", ["kind": WhyValue(item.kind.rawValue)],
        "\(one(item.kind)) is above already, so others get a turn")
  }

  private func one(_ kind: ItemKind) -> String { kind == .music ? "music" : "a \(kind.noun)" }

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

/// How far an item is from where a list aims.
private enum Distance: String {
  case close, near, far

  init(_ nearness: Double) { self = nearness >= 0.7 ? .close : nearness < 0.35 ? .far : .near }

  var words: String {
    switch self {
    case .close: "close to"
    case .near: "not far from"
    case .far: "some way from"
    }
  }
}

/// "84 %".
func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

/// "0.41", "-0.07".
private func decimal(_ number: Double) -> String {
  let hundredths = Int((100 * number).rounded())
  let rest = abs(hundredths) % 100
  return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(rest < 10 ? "0" : "")\(rest)"
}

/// "4 minutes", "1 hour", "2 hours 5 minutes".
func duration(_ minutes: Int) -> String {
  let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
  let parts = [(hours, "hour"), (rest, "minute")].filter { $0.0 > 0 }
  return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " ")
}

/// "just now", "20 minutes ago", "3 hours ago", "2 days ago".
private func ago(_ minutes: Int) -> String {
  if minutes < 2 { return "just now" }
  if minutes < 90 { return "\(minutes) minutes ago" }
  if minutes < 36 * 60 { return "\((minutes + 30) / 60) hours ago" }
  return "\((minutes + 720) / 1440) days ago"
}
