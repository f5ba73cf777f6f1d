/// Confidence against correctness in 15 bins of equal width (Guo et al. 2017, *On calibration of modern
/// neural networks*).
public struct Reliability: Hashable, Sendable {
  /// Rows whose confidence lies in (lower, upper].
  public struct Bin: Codable, Hashable, Sendable {
    public let lower, upper: Double
    public let count: Int
    /// Mean confidence of the bin's rows; 0 without rows.
    public let confidence: Double
    /// Share of the bin's rows that are right; 0 without rows.
    public let accuracy: Double
  }

  public let bins: [Bin]

  /// As many as the error is usually reported with.
  public static let usualBins = 15

  /// - Precondition: as many confidences as verdicts; `binCount` above 0.
  public init(confidences: [Double], right: [Bool], binCount: Int = usualBins) {
    precondition(confidences.count == right.count && binCount > 0, "one verdict for each confidence")
    var counts = [Int](repeating: 0, count: binCount)
    var sums = [Double](repeating: 0, count: binCount)
    var hits = [Int](repeating: 0, count: binCount)
    for (confidence, right) in zip(confidences, right) {
      let bin = Self.bin(of: confidence, among: binCount)
      counts[bin] += 1
      sums[bin] += confidence
      hits[bin] += right ? 1 : 0
    }
    bins = (0..<binCount).map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(
        lower: Double(bin) / Double(binCount), upper: Double(bin + 1) / Double(binCount), count: counts[bin],
        confidence: sums[bin] / count, accuracy: Double(hits[bin]) / count)
    }
  }

  static func bin(of confidence: Double, among binCount: Int) -> Int {
    min(max(Int((confidence * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
  }

  /// Mean distance of confidence and accuracy over the bins, weighted by their rows, 0…1.
  public var expectedCalibrationError: Double {
    let rows = bins.reduce(0) { $0 + $1.count }
    guard rows > 0 else { return 0 }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.confidence - $1.accuracy) } / Double(rows)
  }
}
