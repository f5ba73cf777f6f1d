import Emotions
import Images

/// Accuracy on a sample of faces as they get worse.
public struct Robustness: Codable, Hashable, Sendable {
  public struct Point: Codable, Hashable, Sendable {
    public let strength: Double
    /// Share of the sample that is right, 0…1.
    public let accuracy: Double
  }

  public struct Series: Codable, Hashable, Sendable {
    public let kind: Corruption.Kind
    /// The mildest strength first.
    public let points: [Point]
  }

  /// Faces in the sample.
  public let rows: Int
  /// Decides the sample, the noise, and to which side heads are tilted.
  public let seed: UInt64
  /// Accuracy on the sample as it is.
  public let accuracy: Double
  public let series: [Series]

  /// Damages a sample of labelled rows in every way and at every strength, and has it read each time.
  ///
  /// - Parameters:
  ///   - rows: to draw from; those without a label are passed over.
  ///   - count: faces in the sample, at most.
  ///   - progress: called before each kind of damage.
  ///   - read: one distribution a face.
  /// - Throws: what `read` throws, or ``ImageError``.
  public init(
    of rows: [FaceRow], count: Int, seed: UInt64, progress: (Corruption.Kind) -> Void = { _ in },
    read: ([PlacedFace]) throws -> [EmotionDistribution]
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let labelled = rows.filter { $0.label != nil }
    let sample = generator.permutation(labelled.count).prefix(max(count, 0)).sorted().map { labelled[$0] }
    let labels = sample.map(\.label)
    func accuracy(_ distributions: ArraySlice<EmotionDistribution>) -> Double {
      Double(zip(distributions, labels).count { $0.top == $1 }) / Double(max(sample.count, 1))
    }
    var series: [Series] = []
    for (position, kind) in Corruption.Kind.allCases.enumerated() where !sample.isEmpty {
      progress(kind)
      let damaged = try kind.strengths.flatMap { strength in
        try sample.enumerated().map { index, row in
          // The same noise and side at every strength: only the strength differs.
          var own = SeededGenerator(seed: seed, epoch: position, index: index)
          return row.face.showing(try Corruption(kind, strength).apply(to: row.image, using: &own))
        }
      }
      // All strengths at once fill the reader's batches.
      let distributions = try read(damaged)
      let points = kind.strengths.enumerated().map { step, strength in
        Point(
          strength: strength,
          accuracy: accuracy(distributions[step * sample.count..<(step + 1) * sample.count]))
      }
      series.append(Series(kind: kind, points: points))
    }
    self.rows = sample.count
    self.seed = seed
    self.accuracy = accuracy(try read(sample.map(\.face))[...])
    self.series = series
  }
}
