import Emotions
import Foundation
import Tensors

/// Where a track lies on the plane, and how sure that is.
public struct TrackPlace: Hashable, Sendable {
  public let place: Affect
  /// Standard deviations along the two axes.
  public let valenceSpread, arousalSpread: Double
  /// The chance, 0…1, that both are right within ``nearEnough``, by the network's own spread; halved, because what it learned
  /// from is synthesised and nobody knows how much of that holds for music. Less the share of features that are unlike all it
  /// learned from.
  public let confidence: Double
  /// Where it seems to lie after each window, up to the last.
  public let course: [Affect]

  /// So far from the truth is near enough.
  public static let nearEnough = 0.3
}

/// Places tracks: a long short-term memory over the windows, and a head that gives two means and two spreads.
///
/// It learned from synthesised clips alone (docs/tracks.md). A network is used by any number of threads at once; a track
/// takes well under a millisecond.
public struct TrackNetwork: Sendable {
  public let checkpoint: TrackCheckpoint
  private let input, state, bias, head, headBias: [Float]
  private let mean, deviation: [Float]
  private let hidden: Int

  /// Features further from the mean than so many deviations are cut off: beyond, nothing was learned.
  public static let mostDeviations: Float = 3

  public init(_ checkpoint: TrackCheckpoint) {
    func values(_ name: String) -> [Float] { checkpoint.tensors[name]?.values ?? [] }
    self.checkpoint = checkpoint
    (input, state, bias) = (values("lstm.input"), values("lstm.hidden"), values("lstm.bias"))
    (head, headBias) = (values("head.weight"), values("head.bias"))
    (mean, deviation) = (values("features.mean"), values("features.deviation"))
    hidden = checkpoint.hidden
  }

  /// The place of a track.
  ///
  /// - Precondition: there is a window.
  public func place(_ windows: [TrackWindow]) -> TrackPlace {
    precondition(!windows.isEmpty, "a track has a window")
    var h = [Float](repeating: 0, count: hidden)
    var c = h
    var outputs: [[Float]] = []
    var strange = 0
    for window in windows {
      let (x, cutOff) = Self.normalized(window, mean: mean, deviation: deviation)
      strange += cutOff
      step(x, &h, &c)
      outputs.append(read(h))
    }
    let last = outputs[outputs.count - 1]
    let (valence, arousal) = (spread(last[2]), spread(last[3]))
    let known = 1 - Double(strange) / Double(windows.count * TrackWindow.names.count)
    let chance = [valence, arousal].reduce(1) { $0 * erf(TrackPlace.nearEnough / ($1 * 2.0.squareRoot())) }
    return TrackPlace(
      place: Self.affect(last), valenceSpread: valence, arousalSpread: arousal,
      confidence: 0.5 * chance * known, course: outputs.map(Self.affect))
  }

  /// A window's values in deviations from the mean, and how many were cut off.
  public static func normalized(
    _ window: TrackWindow, mean: [Float], deviation: [Float]
  ) -> (values: [Float], cutOff: Int) {
    var cutOff = 0
    let values = zip(window.values, zip(mean, deviation)).map { value, scale in
      let normal = (Float(value) - scale.0) / scale.1
      if abs(normal) > mostDeviations { cutOff += 1 }
      return min(mostDeviations, max(-mostDeviations, normal))
    }
    return (values, cutOff)
  }

  private func step(_ x: [Float], _ h: inout [Float], _ c: inout [Float]) {
    var z = bias
    for row in z.indices {
      for (k, value) in x.enumerated() { z[row] += input[row * x.count + k] * value }
      for k in 0..<hidden { z[row] += state[row * hidden + k] * h[k] }
    }
    func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
    for k in 0..<hidden {
      c[k] = sigmoid(z[hidden + k]) * c[k] + sigmoid(z[k]) * tanhf(z[2 * hidden + k])
      h[k] = sigmoid(z[3 * hidden + k]) * tanhf(c[k])
    }
  }

  private func read(_ h: [Float]) -> [Float] {
    headBias.indices.map { row in
      (0..<hidden).reduce(headBias[row]) { $0 + head[row * hidden + $1] * h[$1] }
    }
  }

  private func spread(_ output: Float) -> Double {
    Double(GaussianOutputs.deviation(output)) * checkpoint.spread
  }

  private static func affect(_ outputs: [Float]) -> Affect {
    Affect(
      valence: Double(GaussianOutputs.mean(outputs[0])), arousal: Double(GaussianOutputs.mean(outputs[1])))
  }
}
