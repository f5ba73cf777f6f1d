import Foundation

/// How strong each pitch is, whatever its octave: 120 bins of ten cents, so that an instrument out of tune is noticed.
package struct PitchHistogram: Sendable {
  static let binsASemitone = 10
  private(set) var bins = [Float](repeating: 0, count: 12 * PitchHistogram.binsASemitone)

  /// Where pitches are told apart by a frame of a tenth of a second, in hertz.
  static let range = 180.0...2000.0

  package init() {}

  /// Adds a sinusoid.
  package mutating func add(frequency: Double, strength: Float) {
    guard Self.range.contains(frequency) else { return }
    // From A, 440 Hz, whose pitch class is 9 counted from C.
    let semitones = 12 * log2(frequency / 440) + 9
    let bin = Int((semitones * Double(Self.binsASemitone)).rounded())
    let count = bins.count
    bins[((bin % count) + count) % count] += strength
  }

  package mutating func add(_ other: PitchHistogram) {
    for index in bins.indices { bins[index] += other.bins[index] }
  }

  /// The peaks of a spectrum, between its bins by a parabola through the logarithms.
  mutating func add(peaksOf magnitudes: [Float], rate: Double) {
    let width = rate / Double(2 * (magnitudes.count - 1))
    let first = max(1, Int(Self.range.lowerBound / width))
    let last = min(magnitudes.count - 2, Int(Self.range.upperBound / width) + 1)
    let floor = (magnitudes.max() ?? 0) * 1e-2
    for k in first...last {
      let (before, peak, after) = (magnitudes[k - 1], magnitudes[k], magnitudes[k + 1])
      guard peak > floor, peak > before, peak >= after, before > 0, after > 0 else { continue }
      let (a, b, c) = (logf(before), logf(peak), logf(after))
      let offset = 0.5 * (a - c) / (a - 2 * b + c)
      // The root keeps one loud instrument from drowning the others.
      add(frequency: (Double(k) + Double(offset)) * width, strength: peak.squareRoot())
    }
  }

  /// Twelve strengths from C to B, after the tuning is taken out.
  package var chroma: [Double] {
    let width = Self.binsASemitone
    var (x, y) = (0.0, 0.0)
    for (bin, strength) in bins.enumerated() {
      let angle = 2 * .pi * Double(bin % width) / Double(width)
      x += Double(strength) * cos(angle)
      y += Double(strength) * sin(angle)
    }
    let tuning = Int((atan2(y, x) / (2 * .pi) * Double(width)).rounded())
    var result = [Double](repeating: 0, count: 12)
    for (bin, strength) in bins.enumerated() {
      let shifted = (bin - tuning + width / 2 + bins.count) % bins.count
      result[shifted / width] += Double(strength)
    }
    return result
  }
}
