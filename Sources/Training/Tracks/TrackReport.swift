import Emotions
import Foundation
import Tracks

/// The figures of a network that places tracks, on synthesised clips whose timbres it never heard, with what is needed to make
/// them again.
public struct TrackReport: Codable, Sendable {
  /// Of one model.
  public struct Figures: Codable, Sendable {
    public let valence, arousal: TrackEvaluation.Axis
    /// 95 %, over the clips drawn again.
    public let valenceInterval, arousalInterval: TrackEvaluation.AxisIntervals

    enum CodingKeys: String, CodingKey {
      case valence, arousal
      case valenceInterval = "valence_interval"
      case arousalInterval = "arousal_interval"
    }
  }

  /// A clip and the same pieces in the opposite order: what share of the pairs is told the right way round.
  public struct Order: Codable, Sendable {
    /// Pairs whose labels differ by at least 0.1.
    public let valencePairs, arousalPairs: Int
    public let valenceRight, arousalRight: Double

    enum CodingKeys: String, CodingKey {
      case valencePairs = "valence_pairs"
      case arousalPairs = "arousal_pairs"
      case valenceRight = "valence_right"
      case arousalRight = "arousal_right"
    }
  }

  public let model, command: String
  /// What the clips are.
  public let data: String
  public let clips: Int
  public let seed: UInt64
  public let timbres: [String]
  /// Best possible R² where listeners disagree as the labels do.
  public let ceiling: TrackCeiling
  public let network, ridge: Figures
  /// Of the clips in which something changes.
  public let changingClips: Int
  public let networkChanging, ridgeChanging: Figures
  public let networkOrder, ridgeOrder: Order
  /// Share of labels within 1.645 of the network's spreads; 0.9 were honest.
  public let covered: Double

  enum CodingKeys: String, CodingKey {
    case model, command, data, clips, seed, timbres, ceiling, network, ridge, covered
    case changingClips = "changing_clips"
    case networkChanging = "network_changing"
    case ridgeChanging = "ridge_changing"
    case networkOrder = "network_order"
    case ridgeOrder = "ridge_order"
  }

  /// R² that the noise of the ratings leaves.
  public struct TrackCeiling: Codable, Sendable {
    public let valence, arousal: Double
  }

  /// - Parameters:
  ///   - test: clips of ``Timbre/unheard``; `pairs`: some of them forwards and backwards, one behind the other.
  ///   - learned: what the plain model learns from: what the network learned from.
  public init(
    network: TrackNetwork, learned: ClipSet, test: ClipSet, pairs: ClipSet, model: String, command: String,
    seed: UInt64
  ) {
    let ridge = RidgeBaseline(learned.clips)
    let places = test.clips.map { network.place($0.windows) }
    let plain = test.clips.map(ridge.place)
    let labels = test.clips.map(\.label)
    let changing = test.clips.indices.filter { test.clips[$0].changes }
    (self.model, self.command, self.seed) = (model, command, seed)
    data = "synthesised clips of 16 to 64 s, labelled by a rule; no music that anybody made"
    clips = test.clips.count
    timbres = Timbre.unheard.map(\.name)
    let noise = ClipPlan.ratingNoise * ClipPlan.ratingNoise
    ceiling = TrackCeiling(
      valence: 1 - noise / Self.variance(labels.map(\.valence)),
      arousal: 1 - noise / Self.variance(labels.map(\.arousal)))
    self.network = Self.figures(places.map(\.place), labels, seed)
    self.ridge = Self.figures(plain, labels, seed)
    changingClips = changing.count
    networkChanging = Self.figures(
      changing.map { places[$0].place }, changing.map { labels[$0] }, seed)
    ridgeChanging = Self.figures(changing.map { plain[$0] }, changing.map { labels[$0] }, seed)
    networkOrder = Self.order(pairs.clips) { network.place($0.windows).place }
    ridgeOrder = Self.order(pairs.clips, ridge.place)
    let inside = zip(places, labels).reduce(0) { sum, entry in
      let (place, label) = entry
      return sum + (abs(place.place.valence - label.valence) < 1.645 * place.valenceSpread ? 1 : 0)
        + (abs(place.place.arousal - label.arousal) < 1.645 * place.arousalSpread ? 1 : 0)
    }
    covered = Double(inside) / Double(2 * labels.count)
  }

  /// The plans that the figures are made of.
  public static func plans(count: Int, seed: UInt64) -> (test: [ClipPlan], pairs: [ClipPlan]) {
    let test = ClipSet.plans(count: count, timbres: Timbre.unheard, seed: seed)
    let pairs = test.filter { $0.segments.count > 1 }.flatMap { [$0.reversed.reversed, $0.reversed] }
    return (test, pairs)
  }

  private static func figures(_ places: [Affect], _ labels: [Affect], _ seed: UInt64) -> Figures {
    let evaluation = TrackEvaluation(places: places, labels: labels)
    let intervals = evaluation.intervals(seed: seed)
    return Figures(
      valence: evaluation.valence, arousal: evaluation.arousal, valenceInterval: intervals.valence,
      arousalInterval: intervals.arousal)
  }

  private static func order(_ clips: [ClipSet.Clip], _ place: (ClipSet.Clip) -> Affect) -> Order {
    var counts = [(pairs: 0, right: 0.0), (pairs: 0, right: 0.0)]
    for start in stride(from: 0, to: clips.count - 1, by: 2) {
      let (one, other) = (clips[start], clips[start + 1])
      let (a, b) = (place(one), place(other))
      for (index, axis) in [\Affect.valence, \Affect.arousal].enumerated() {
        let truth = one.label[keyPath: axis] - other.label[keyPath: axis]
        guard abs(truth) >= 0.1 else { continue }
        counts[index].pairs += 1
        counts[index].right += (a[keyPath: axis] - b[keyPath: axis]) * truth > 0 ? 1 : 0
      }
    }
    return Order(
      valencePairs: counts[0].pairs, arousalPairs: counts[1].pairs,
      valenceRight: counts[0].right / Double(max(1, counts[0].pairs)),
      arousalRight: counts[1].right / Double(max(1, counts[1].pairs)))
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return max(1e-9, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
  }

  /// The figures as an indented JSON object.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The figures for people.
  public var text: String {
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    func row(_ name: String, _ figures: Figures) -> String {
      let cells = [
        (figures.valence, figures.valenceInterval), (figures.arousal, figures.arousalInterval),
      ].map { axis, interval in
        "\(number(axis.rmse)) (\(number(interval.rmse[0]))–\(number(interval.rmse[1])))  "
          + "\(number(axis.r2)) (\(number(interval.r2[0]))–\(number(interval.r2[1])))"
      }
      return name.padding(toLength: 28, withPad: " ", startingAt: 0) + cells.joined(separator: "   ")
    }
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    return [
      "\(clips) \(data),",
      "of timbres never heard before (\(timbres.joined(separator: ", "))), read with \(model)",
      "",
      "".padding(toLength: 28, withPad: " ", startingAt: 0)
        + "valence: RMSE, R² (95 %)".padding(toLength: 45, withPad: " ", startingAt: 0)
        + "arousal: RMSE, R² (95 %)",
      row("network", network), row("ridge on the means", ridge),
      row("network, \(changingClips) that change", networkChanging), row("ridge, the same", ridgeChanging),
      "",
      "R² that the noise of the labels leaves: \(number(ceiling.valence)) and \(number(ceiling.arousal))",
      "the same pieces in the opposite order, told the right way round:",
      "  network  valence \(percent(networkOrder.valenceRight)) of \(networkOrder.valencePairs), "
        + "arousal \(percent(networkOrder.arousalRight)) of \(networkOrder.arousalPairs)",
      "  ridge    valence \(percent(ridgeOrder.valenceRight)) of \(ridgeOrder.valencePairs), "
        + "arousal \(percent(ridgeOrder.arousalRight)) of \(ridgeOrder.arousalPairs)",
      "labels within the 90 % that the network claims: \(percent(covered))",
    ].joined(separator: "\n")
  }
}
