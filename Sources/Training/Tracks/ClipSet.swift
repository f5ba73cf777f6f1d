import Emotions
import Foundation
import Tracks

/// Synthesised clips as the network sees them: sequences of features with labels.
public struct ClipSet: Sendable {
  /// One clip.
  public struct Clip: Sendable {
    public let windows: [TrackWindow]
    /// The mean of the windows, as a model without an order sees the clip.
    public let mean: TrackWindow
    public let label: Affect
    /// Whether anything changes on the way.
    public let changes: Bool

    package init(windows: [TrackWindow], mean: TrackWindow, label: Affect, changes: Bool) {
      self.windows = windows
      self.mean = mean
      self.label = label
      self.changes = changes
    }
  }

  public let clips: [Clip]

  public init(clips: [Clip]) { self.clips = clips }

  /// Plays and hears clips, on all cores; the same on any number of them.
  ///
  /// - Parameter progress: called with each clip that is done, on some thread.
  public static func make(
    _ plans: [ClipPlan], progress: @Sendable () -> Void = {}
  ) throws(TrackError) -> ClipSet {
    let results = Parallel.map(count: plans.count) { index in
      let result = Result { () throws(TrackError) in try clip(plans[index]) }
      progress()
      return result
    }
    var clips: [Clip] = []
    for result in results { clips.append(try result.get()) }
    return ClipSet(clips: clips)
  }

  /// The plans of a set: the same for the same seed.
  public static func plans(count: Int, timbres: [Timbre], seed: UInt64) -> [ClipPlan] {
    (0..<count).map { ClipPlan(timbres: timbres, seed: seed, index: $0) }
  }

  private static func clip(_ plan: ClipPlan) throws(TrackError) -> Clip {
    var analyser = TrackAnalyser()
    analyser.add(ClipSynthesizer.samples(of: plan))
    let features = try analyser.finish()
    return Clip(
      windows: features.windows, mean: features.mean, label: plan.label, changes: plan.segments.count > 1)
  }
}
