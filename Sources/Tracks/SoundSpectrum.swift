import Foundation

/// What one frame of sound says.
struct HeardFrame {
  let meanSquare: Double
  /// Hertz; 0 in silence.
  let centroid: Double
  /// Growth of the logarithmic spectrum since the frame before.
  let onset: Float
  let pitches: PitchHistogram?
}

/// Hears frames one after another.
struct SoundSpectrum {
  private var transform = FourierTransform(size: TrackAnalyser.frame)
  private let window: [Float]
  private var shaped: [Float]
  private var magnitudes: [Float] = []
  private var before: [Float]
  private var count = 0

  /// What the magnitude of a full sine is multiplied by before the logarithm: a hundredth of it still counts.
  private static let compression: Float = 100
  /// Pitches are taken from every second frame: neighbours say nearly the same.
  private static let pitchEvery = 2

  init() {
    let size = TrackAnalyser.frame
    // Hann's window, brought to a sum of 2: a sine of amplitude 1 has the magnitude 1.
    let hann = (0..<size).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(size)) }
    window = hann.map { Float(4 * $0 / Double(size)) }
    shaped = [Float](repeating: 0, count: size)
    before = [Float](repeating: 0, count: size / 2 + 1)
  }

  mutating func hear(_ samples: ArraySlice<Float>) -> HeardFrame {
    var square: Float = 0
    for (index, sample) in samples.enumerated() {
      shaped[index] = sample * window[index]
      square += sample * sample
    }
    transform.magnitudes(of: shaped, into: &magnitudes)
    let width = Float(TrackAnalyser.rate) / Float(TrackAnalyser.frame)
    var (growth, sum, moment): (Float, Float, Float) = (0, 0, 0)
    for k in magnitudes.indices {
      let magnitude = magnitudes[k]
      let loud = log1pf(Self.compression * magnitude)
      if count > 0 { growth += max(0, loud - before[k]) }
      before[k] = loud
      sum += magnitude
      moment += magnitude * Float(k)
    }
    var pitches: PitchHistogram?
    if count % Self.pitchEvery == 0 {
      var histogram = PitchHistogram()
      histogram.add(peaksOf: magnitudes, rate: Double(TrackAnalyser.rate))
      pitches = histogram
    }
    count += 1
    return HeardFrame(
      meanSquare: Double(square) / Double(samples.count),
      centroid: sum > 0 ? Double(moment / sum * width) : 0, onset: growth / Float(magnitudes.count),
      pitches: pitches)
  }
}

/// The frames of two seconds, before what is around them is known.
struct RawWindow {
  private(set) var frames = 0
  private(set) var onsets: [Float] = []
  private(set) var pitches = PitchHistogram()
  private var meanSquare = 0.0
  private var decibels: [Double] = []
  /// Weighed by the loudness of the frames.
  private var centroid = 0.0
  private var weight = 0.0

  mutating func add(_ frame: HeardFrame) {
    frames += 1
    onsets.append(frame.onset)
    if let found = frame.pitches { pitches.add(found) }
    meanSquare += frame.meanSquare
    decibels.append(Self.decibels(frame.meanSquare))
    let amplitude = frame.meanSquare.squareRoot()
    centroid += amplitude * frame.centroid
    weight += amplitude
  }

  /// In decibels relative to full scale, −60 or less in silence.
  var loudness: Double { Self.decibels(meanSquare / Double(max(1, frames))) }

  /// The window, its beat and its key from these windows, of which it is one.
  func window(in context: [RawWindow]) -> TrackWindow {
    let middle = decibels.reduce(0, +) / Double(decibels.count)
    let unrest = decibels.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(decibels.count)
    let rate = Double(TrackAnalyser.rate) / Double(TrackAnalyser.hop)
    let tempo = TempoEstimate(onsets: context.flatMap(\.onsets), rate: rate)
    let around = context.reduce(into: PitchHistogram()) { $0.add($1.pitches) }
    let key = KeyEstimate(chroma: around.chroma)
    let hertz = weight > 0 ? centroid / weight : 1000
    return TrackWindow(values: [
      min(0, max(-60, loudness)), unrest.squareRoot(), min(2.5, max(-5, log2(max(hertz, 1) / 1000))),
      onsets.map(Double.init).reduce(0, +) / Double(max(1, onsets.count)),
      tempo.map { log2($0.beatsAMinute / 110) } ?? 0, tempo?.pulse ?? 0, key?.mode ?? 0, key?.clarity ?? 0,
    ])
  }

  private static func decibels(_ meanSquare: Double) -> Double {
    max(-60, 10 * log10(max(meanSquare, 1e-12)))
  }
}
