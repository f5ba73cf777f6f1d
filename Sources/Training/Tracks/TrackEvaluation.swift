import Emotions
import Foundation

/// How far places are from their labels.
public struct TrackEvaluation: Sendable {
  /// Of one axis.
  public struct Axis: Codable, Hashable, Sendable {
    /// Root of the mean squared difference.
    public let rmse: Double
    /// Share of the labels' variance that is explained; below 0 it is worse than their mean.
    public let r2: Double
  }

  public let valence, arousal: Axis
  private let places, labels: [Affect]

  /// - Precondition: there is a place for each label, and at least one.
  public init(places: [Affect], labels: [Affect]) {
    precondition(places.count == labels.count && !labels.isEmpty, "there is a place for each label")
    self.places = places
    self.labels = labels
    valence = Self.axis(places, labels, \.valence)
    arousal = Self.axis(places, labels, \.arousal)
  }

  /// Between which values the figures lie when the clips are drawn again with replacement (Efron 1979), 95 %.
  public func intervals(draws: Int = 1_000, seed: UInt64) -> (valence: AxisIntervals, arousal: AxisIntervals)
  {
    var generator = SeededGenerator(seed: seed)
    var drawn: [[Double]] = [[], [], [], []]
    for _ in 0..<draws {
      let rows = labels.indices.map { _ in generator.below(labels.count) }
      let sample = TrackEvaluation(places: rows.map { places[$0] }, labels: rows.map { labels[$0] })
      let figures = [sample.valence.rmse, sample.valence.r2, sample.arousal.rmse, sample.arousal.r2]
      for (index, figure) in figures.enumerated() { drawn[index].append(figure) }
    }
    let ends = drawn.map { values in
      let sorted = values.sorted()
      let tail = draws / 40
      return [sorted[tail], sorted[draws - 1 - tail]]
    }
    return (AxisIntervals(rmse: ends[0], r2: ends[1]), AxisIntervals(rmse: ends[2], r2: ends[3]))
  }

  /// Both ends of each interval.
  public struct AxisIntervals: Codable, Hashable, Sendable {
    public let rmse, r2: [Double]
  }

  private static func axis(_ places: [Affect], _ labels: [Affect], _ value: KeyPath<Affect, Double>) -> Axis {
    let count = Double(labels.count)
    let mean = labels.reduce(0) { $0 + $1[keyPath: value] } / count
    var (error, spread) = (0.0, 0.0)
    for (place, label) in zip(places, labels) {
      let (difference, deviation) = (
        place[keyPath: value] - label[keyPath: value], label[keyPath: value] - mean
      )
      error += difference * difference
      spread += deviation * deviation
    }
    return Axis(rmse: (error / count).squareRoot(), r2: spread > 0 ? 1 - error / spread : 0)
  }
}
