import Emotions
import Foundation

/// Where an item is likely to lie on the plane, and how sure that is.
public struct AffectEstimate: Codable, Hashable, Sendable {
  /// The middles of the regions, weighed by the memberships.
  public let place: Affect
  /// From still (0) to driving (1).
  public let energy: Double
  /// How much it belongs to each region, largest first; together 1.
  public let memberships: [Membership]
  /// From 0 (nothing is known) towards 1 (much is known and agrees). A hint, not a probability.
  public let confidence: Double
  /// The tags and features that spoke, for people to see.
  public let sources: [String]

  /// How much an item belongs to a region.
  public struct Membership: Codable, Hashable, Sendable {
    public let region: MoodRegion
    /// 0…1.
    public let share: Double
  }

  /// The region it belongs to most.
  public var region: MoodRegion { memberships.first?.region ?? .neutral }

  /// "Estimated from “calm” and tempo".
  public var words: String { "Estimated from " + sources.joined(separator: ", ") + "." }
}

/// Places music on the plane by its tags, its genre and its sound: a fuzzy nearest-mean classifier over the regions of
/// the circumplex.
///
/// The classifier is that of Yang, Liu & Chen 2006 (*Music emotion classification: a fuzzy approach*, ACM Multimedia):
/// an item belongs to every region, the more the nearer the region's middle. Films, books and talks have tags as
/// well, for which the estimate is rougher.
public enum AffectEstimator {
  /// How sharply memberships fall with the distance (Keller, Gray & Givens 1985 use 2); our judgement.
  static let fuzziness = 1.5
  /// So much evidence gives half of the confidence.
  static let halfEvidence = 1.0

  /// The place of an item, or `nil` if neither its tags nor its sound are known.
  public static func estimate(tags: [String], audio: AudioFeatures = AudioFeatures()) -> AffectEstimate? {
    let evidence = Set(tags.map { $0.lowercased() }).sorted().flatMap(AffectLexicon.evidence) + audio.evidence
    let valence = Axis(evidence) { $0.valence }
    let arousal = Axis(evidence) { $0.arousal }
    guard valence.weight + arousal.weight > 0 else { return nil }
    let memberships = memberships(at: Affect(valence: valence.mean, arousal: arousal.mean))
    var place = (valence: 0.0, arousal: 0.0)
    for membership in memberships {
      place.valence += membership.share * membership.region.place.valence
      place.arousal += membership.share * membership.region.place.arousal
    }
    let amount = min(valence.weight, arousal.weight)
    let agreement = 1 - min(1, (valence.deviation + arousal.deviation) / 2)
    return AffectEstimate(
      place: Affect(valence: rounded(place.valence), arousal: rounded(place.arousal)),
      energy: rounded(min(1, max(0, audio.energy ?? 0.5 + 0.5 * arousal.mean))), memberships: memberships,
      confidence: rounded(amount / (amount + halfEvidence) * agreement), sources: evidence.map(\.source))
  }

  /// How much a place belongs to each region, largest first.
  public static func memberships(at place: Affect) -> [AffectEstimate.Membership] {
    let near = MoodRegion.allCases.map { region in
      let distance = max(1e-3, place.distance(to: region.place))
      return (region: region, weight: pow(distance, -2 / (fuzziness - 1)))
    }
    let sum = near.reduce(0) { $0 + $1.weight }
    return near.map { AffectEstimate.Membership(region: $0.region, share: $0.weight / sum) }.sorted {
      $0.share > $1.share
    }
  }

  /// Two digits are more than enough for a guess.
  private static func rounded(_ value: Double) -> Double { (100 * value).rounded() / 100 }

  /// Evidence along one axis.
  private struct Axis {
    var weight = 0.0
    var mean = 0.0
    /// Weighed standard deviation.
    var deviation = 0.0

    init(_ evidence: [AffectEvidence], _ axis: (AffectEvidence) -> Double?) {
      let known = evidence.compactMap { part in axis(part).map { (value: $0, weight: part.weight) } }
      weight = known.reduce(0) { $0 + $1.weight }
      guard weight > 0 else { return }
      mean = known.reduce(0) { $0 + $1.weight * $1.value } / weight
      let square = known.reduce(0) { $0 + $1.weight * ($1.value - mean) * ($1.value - mean) } / weight
      deviation = square.squareRoot()
    }
  }
}

extension Item {
  /// An item whose place nobody said: it is estimated and marked so; without any evidence it stands in the middle
  /// with a confidence of 0.
  public init(
    estimating id: String, title: String, creator: String, year: Int? = nil, kind: ItemKind, minutes: Int,
    link: String? = nil, tags: [String], audio: AudioFeatures = AudioFeatures(), source: String? = nil,
    file: String? = nil
  ) {
    let estimate = AffectEstimator.estimate(tags: tags, audio: audio)
    self.init(
      id: id, title: title, creator: creator, year: year, kind: kind, minutes: minutes, link: link,
      place: estimate?.place ?? .origin, energy: estimate?.energy ?? audio.energy ?? 0.5, tags: tags,
      why: estimate?.words ?? "Nothing is known of its mood yet.", estimate: estimate?.confidence ?? 0,
      source: source, file: file)
  }
}
